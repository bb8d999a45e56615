"""Recompute the draw of an older record, v1 or v2: python3 draw_reference_before_v3.py record.json (docs/draw.md)."""

# fmt: off
# ruff: noqa: B905, E401, I001, SIM115
import hashlib, hmac, json, sys
from math import fsum
RIGHT = {1: 0.92, 2: 0.84, 3: 0.74, 4: 0.62, 5: 0.5}  # by difficulty: the share of people expected to answer right
STRATA = ("lead", "manager", "key_post")
def sha(*parts):
    return hashlib.sha256(b"\0".join(part.encode() if isinstance(part, str) else part for part in parts))
def in_order(seed, label, ids):
    return sorted(ids, key=lambda key: hmac.digest(seed, (label + key).encode(), "sha256"))
def is_v2(draw):
    return draw["algorithm"] == "examapp/draw/v2"
def seed_of(draw, what):
    if not is_v2(draw):
        return sha(b"examapp/draw/v1" + bytes.fromhex(draw["seed"]) + draw["nonce"].encode()).digest()
    mixed = (draw["nonce"], draw["beacon"]["randomness"] if draw["beacon"] else "") if what == "people" else ()
    return sha(f"examapp/draw/v2-{what}", bytes.fromhex(draw[f"seed_{what}"]), *mixed).digest()

def commitment(draw):
    if not is_v2(draw):
        return sha(bytes.fromhex(draw["seed"])).hexdigest()
    seeds = {name: sha(bytes.fromhex(draw[name])).hexdigest() for name in ("seed_people", "seed_papers")}
    frozen = json.dumps({**draw["frozen"], **seeds}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha("examapp/commit/v2", frozen).hexdigest()
def people(draw):
    """Stratum -> who is drawn; and who came instead of somebody, in the order of the replacements."""
    pool, out = (draw["frozen"]["roster"], draw["frozen"]["excluded"]) if is_v2(draw) else (draw["people_pool"], [])
    gone = {row["id"] for row in out}
    roles = {row["id"]: row.get("strata") or [row["stratum"]] for row in pool if row["id"] not in gone}
    seed, drawn, used, instead = seed_of(draw, "people"), {}, set(), []
    order = {role: in_order(seed, "person:", [key for key in roles if role in roles[key]]) for role in STRATA}
    for role in [role for role in STRATA if draw["quotas"].get(role)]:
        drawn[role] = [key for key in order[role] if key not in used][: draw["quotas"][role]]
        used.update(drawn[role])
    for swap in draw["swaps"]:
        role = swap["stratum"] if is_v2(draw) else roles[swap["out"]][0]
        instead.append(next((key for key in order[role] if key not in used), None))
        used.add(instead[-1])
    return drawn, instead

def twins(item):
    return "twin:" + item["twin_group"] if item["twin_group"] else "item:" + item["id"]
def may_be_asked(item, role, industry, post):
    return role in item["roles"] and all(
        not item[name] or value in item[name] for name, value in (("industries", industry), ("posts", post)))
def fits(item, cell):
    kinds, low, high = cell.get("types") or [item["type"]], cell.get("difficulty_min", 1), cell.get("difficulty_max", 5)
    alone = not item.get("case") and item["topic"] in cell["topics"]
    return alone and item["type"] in kinds and low <= item["difficulty"] <= high
def whole_cases(pool):
    cases = {}
    for item in sorted((item for item in pool if item.get("case")), key=lambda item: item["case"]["place"]):
        cases.setdefault(item["case"]["id"], []).append(item)
    return {key: items for key, items in cases.items() if len(set(map(twins, items))) == len(items)
            and [item["case"]["place"] for item in items] == list(range(1, items[0]["case"]["size"] + 1))}
def mean(items):
    return fsum(RIGHT[item["difficulty"]] for item in items) / len(items)

def paper(record, person):
    """[item, revision, choices, points] of every slot; ValueError where the rules give no paper."""
    draw, plan = record["draw"], record["blueprints"][person["blueprint"]]["definition"]
    seed, cells, points = seed_of(draw, "papers"), plan["cells"], plan.get("case_points", 10)
    place = f"{person['blueprint']}:{person['number']}" if is_v2(draw) else str(person["number"])
    asked = (person["role"], record["enterprise"]["industry"], person["post"])
    pool = [item for item in draw["item_pool"] if may_be_asked(item, *asked)]
    barred = {twins(item) for item in pool if item["id"] in person["excluded_items"]}
    free, last, left = [item for item in pool if twins(item) not in barred], [], plan.get("cases", 0)
    whole = whole_cases(free)
    for key in in_order(seed, f"case:{place}:", whole) if left else []:
        if left and not {twins(item) for item in last} & {twins(item) for item in whole[key]}:
            last, left = last + whole[key], left - 1
    taken, by_id = {twins(item) for item in last}, {item["id"]: item for item in free}
    ranked = [by_id[key] for key in in_order(seed, f"item:{place}:", by_id) if twins(by_id[key]) not in taken]
    usable, chosen, used = [[item for item in ranked if fits(item, cell)] for cell in cells], [[] for _ in cells], set()
    for at in sorted(range(len(cells)), key=lambda at: (len(usable[at]) - cells[at]["count"], at)):
        for item in usable[at]:
            if len(chosen[at]) < cells[at]["count"] and twins(item) not in used:
                chosen[at].append(item)
                used.add(twins(item))
    if left or any(len(items) < cell["count"] for cell, items in zip(cells, chosen)):
        raise ValueError("pool_too_small")
    goal = sum(cell["count"] * cell["points"] * mean([i for i in pool if fits(i, cell)]) for cell in cells)
    if plan.get("cases") and whole_cases(pool):
        goal += len(last) * points * mean([item for items in whole_cases(pool).values() for item in items])
    balance(plan, usable, chosen, goal - sum(RIGHT[item["difficulty"]] * points for item in last), is_v2(draw))
    slots = [(item, cell["points"]) for cell, items in zip(cells, chosen) for item in items]
    return [[i["id"], i["revision"], in_order(seed, f"choice:{place}:{i['id']}:", i["choice_ids"]) if i["shuffle"]
             else i["choice_ids"], worth] for i, worth in slots + [(item, points) for item in last]]

def balance(plan, usable, chosen, goal, v2):
    """Exchange one item of a cell at a time until the paper is as hard as it should be; 60 times at most."""
    cells, aim = plan["cells"], min(plan["tolerance"], 1) if v2 else plan["tolerance"]
    expected = sum(RIGHT[i["difficulty"]] * cell["points"] for cell, items in zip(cells, chosen) for i in items)
    for _ in range(60):
        gap, best = expected - goal, None
        if abs(gap) <= aim:
            return
        near, used = abs(gap) - 1e-9, {twins(item) for items in chosen for item in items}
        for at, cell in enumerate(cells):
            for spot, old in enumerate(chosen[at]):
                for new in [item for item in usable[at] if twins(item) not in used]:
                    change = (RIGHT[new["difficulty"]] - RIGHT[old["difficulty"]]) * cell["points"]
                    if abs(gap + change) < near - 1e-9:
                        best, near = (at, spot, new, change), abs(gap + change)
        if best:
            chosen[best[0]][best[1]], expected = best[2], expected + best[3]
    if abs(expected - goal) > plan["tolerance"]:
        raise ValueError("tolerance_unreachable")

def differences(record):
    draw, (drawn, instead) = record["draw"], people(record["draw"])
    found = {"commitment": (draw["commitment"], commitment(draw)), "drawn": (draw["drawn"], drawn),
             "swaps": ([swap["in"] for swap in draw["swaps"]], instead)}
    for one in record["participants"]:
        given = [[slot["item"], slot["revision"], slot["choices"], slot["points"]] for slot in one["paper"]]
        found[f"paper {one['number']}"] = (given, paper(record, one))
    return [place for place, (recorded, computed) in found.items() if recorded != computed]
if __name__ == "__main__":
    wrong = differences(json.load(open(sys.argv[1], encoding="utf-8")))
    sys.exit("differs: " + ", ".join(wrong) if wrong else print("same"))
