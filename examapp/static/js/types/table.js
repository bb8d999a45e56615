// The scripts of all item types by the type's name. Each has:
// - `name`, and perhaps `hint`: what stands above and below the stem; `partial`: how part of the points is earned;
// - `answering(slot, callbacks, pictures)`: the answering page's parts, with `update()` and `flush()`;
// - `isAnswered(slot)`, `words(slot, response)`, and `spoken(slot)`: what is read out after the stem;
// - `draft(slot, rows, form)`: the slot of an item that is being written; `hasAreas` when its choices are
//   drawn on the picture.

import { blank } from "./blank.js";
import { hotspot } from "./hotspot.js";
import { judgement } from "./judgement.js";
import { matching } from "./matching.js";
import { multiple } from "./multiple.js";
import { numeric } from "./numeric.js";
import { ordering } from "./ordering.js";
import { single } from "./single.js";

export const TYPES = { single, multiple, judgement, ordering, numeric, blank, hotspot, matching };
