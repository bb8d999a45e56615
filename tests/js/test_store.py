"""The device's own store, when the browser's database throws or never answers in the middle of an attempt."""

from tests.js import needs_node, run_script

pytestmark = needs_node

# Areas as the page has them; time runs by hand, so that nobody waits for a database that never answers.
SCENE = """
import { DeviceStore } from "./js/attempt/store.js";
const waits = [];
globalThis.setTimeout = (act) => waits.push(act);
globalThis.clearTimeout = () => {};
class Area {
  constructor(kind) { this.kind = kind; this.values = new Map(); this.fault = null; }
  async read(key) { return this.values.get(key) || null; }
  write(key, value) {
    if (this.fault === "throws") throw new Error("InvalidStateError");
    if (this.fault === "silent") {
      queueMicrotask(() => waits.splice(0).forEach((act) => act()));
      return new Promise(() => {});
    }
    if (value === null) this.values.delete(key); else this.values.set(key, value);
    return Promise.resolve();
  }
}
const [database, texts, page] = ["durable", "simple", "memory"].map((kind) => new Area(kind));
const store = new DeviceStore([database, texts, page]);
"""


def test_a_database_that_throws_after_the_start_is_left_for_the_next_store_and_the_answer_is_safe(tmp_path):
    script = """
    await store.write("a", { seq: 1, written: 1 });
    database.fault = "throws";
    const safe = await store.write("a", { seq: 2, written: 2 });
    tell([safe, store.kind, texts.values.get("a").seq]);
    """
    assert run_script(tmp_path, SCENE + script) == [True, "simple", 2]


def test_a_database_that_never_answers_is_left_after_two_seconds(tmp_path):
    script = 'database.fault = "silent"; tell([await store.write("a", { seq: 1 }), store.kind]);'
    assert run_script(tmp_path, SCENE + script) == [True, "simple"]


def test_where_nothing_lasts_the_answer_is_not_called_safe(tmp_path):
    script = """
    database.fault = "silent"; texts.fault = "throws";
    tell([await store.write("a", { seq: 1 }), store.isLasting, page.values.get("a").seq]);
    """
    assert run_script(tmp_path, SCENE + script) == [False, False, 1]


def test_after_a_reload_the_newest_copy_counts_whichever_store_holds_it(tmp_path):
    script = """
    database.values.set("a", { seq: 1, written: 1 });
    texts.values.set("a", { seq: 5, written: 4 });
    const read = await store.read("a");
    await store.forget("a");
    tell([read.seq, await store.read("a")]);
    """
    assert run_script(tmp_path, SCENE + script) == [5, None]


def test_two_writes_under_way_when_the_database_falls_silent_both_come_to_lie_in_the_next_store(tmp_path):
    script = """
    database.fault = "silent";
    const both = [store.write("a", { seq: 1 }), store.write("b", { seq: 2 })];
    tell([await Promise.all(both), store.kind, [...texts.values.keys()]]);
    """
    assert run_script(tmp_path, SCENE + script) == [[True, True], "simple", ["a", "b"]]
