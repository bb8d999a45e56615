"""Recompute the draw of a record (v3) with Python alone: python3 draw_reference.py record.json (docs/draw.md)."""

# fmt: off
# ruff: noqa: B905, E401, I001, RUF017, SIM115
import hashlib, hmac, json, math, sys

RIGHT = {1: 0.92, 2: 0.84, 3: 0.74, 4: 0.62, 5: 0.5}  # by difficulty: the share of people expected to answer right
STRATA = ("lead", "manager", "key_post")

def sha(*parts):
    return hashlib.sha256(b"\0".join(part.encode() if isinstance(part, str) else part for part in parts))

def in_order(seed, label, ids):
    return sorted(ids, key=lambda key: hmac.digest(seed, (label + key).encode(), "sha256"))

def seed_of(draw, what):
    mixed = (draw["nonce"], draw["beacon"]["randomness"] if draw["beacon"] else "") if what == "people" else ()
    return sha(f"examapp/draw/v2-{what}", bytes.fromhex(draw[f"seed_{what}"]), *mixed).digest()

def commitment(draw):
    seeds = {name: sha(bytes.fromhex(draw[name])).hexdigest() for name in ("seed_people", "seed_papers")}
    frozen = json.dumps({**draw["frozen"], **seeds}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha("examapp/commit/v2", frozen).hexdigest()

def people(draw):
    """Stratum -> who is drawn; and who came instead of somebody, in the order of the replacements."""
    gone = {row["id"] for row in draw["frozen"]["excluded"]}
    roles = {row["id"]: row["strata"] for row in draw["frozen"]["roster"] if row["id"] not in gone}
    seed, drawn, used, instead = seed_of(draw, "people"), {}, set(), []
    order = {role: in_order(seed, "person:", [key for key in roles if role in roles[key]]) for role in STRATA}
    for role in [role for role in STRATA if draw["quotas"].get(role)]:
        drawn[role] = [key for key in order[role] if key not in used][: draw["quotas"][role]]
        used.update(drawn[role])
    for swap in draw["swaps"]:
        instead.append(next((key for key in order[swap["stratum"]] if key not in used), None))
        used.add(instead[-1])
    return drawn, instead

def twins(item):
    return "twin:" + item["twin_group"] if item["twin_group"] else "item:" + item["id"]

def groups(items):
    return {twins(item) for item in items}

def may_be_asked(item, person, industry):
    industries, posts = item["industries"] or [industry], item["posts"] or [person["post"]]
    return person["role"] in item["roles"] and industry in industries and person["post"] in posts

def fits(item, cell):
    kinds, low, high = cell.get("types") or [item["type"]], cell.get("difficulty_min", 1), cell.get("difficulty_max", 5)
    alone = not item.get("case") and item["topic"] in cell["topics"]
    return alone and item["type"] in kinds and low <= item["difficulty"] <= high

def whole_cases(pool):
    cases = {}
    for item in sorted((item for item in pool if item.get("case")), key=lambda item: item["case"]["place"]):
        cases.setdefault(item["case"]["id"], []).append(item)
    return {key: items for key, items in cases.items() if len(groups(items)) == len(items)
            and [item["case"]["place"] for item in items] == list(range(1, items[0]["case"]["size"] + 1))}

def mean(items):
    return math.fsum(RIGHT[item["difficulty"]] for item in items) / len(items)

def scales(record, person, pool, cells, last):
    """(weigh, case): [met before, crowded, exposed, too many of a type] of an item to be taken; and of a case."""
    table = record["blueprints"][person["blueprint"]].get("uses") or {"papers": 0, "items": {}}
    before = [one for one in record["participants"] if one["number"] < person["number"]]
    same = [[slot["item"] for slot in one["paper"]] for one in before if one["blueprint"] == person["blueprint"]]
    group, weight = {item["id"]: twins(item) for item in pool}, min(table["papers"], 100)
    beside = [{group.get(slot["item"]) for slot in one["paper"]} for one in before]
    met, most = {group.get(key) for key in person["met_items"]}, sum(cell["count"] for cell in cells)
    kinds = [[item["type"] for item in pool if fits(item, cell)] for cell in cells]
    def exposed(item):
        uses = table["items"].get(item["id"], 0) * weight // max(table["papers"], 1)
        return -(-5 * (uses + sum(item["id"] in ids for ids in same) + 1) // (weight + len(same) + 1)) - 1
    def weigh(chosen, at, item):
        there, mine = groups(sum(chosen, last)), sum(other["type"] == item["type"] for other in chosen[at])
        crowded = sum(twins(item) in near and len(near & there) >= (most + len(last)) // 5 for near in beside)
        full = -(-cells[at]["count"] * kinds[at].count(item["type"]) // len(kinds[at]))
        return [twins(item) in met, crowded, exposed(item), mine >= full]
    def case(items):
        return [len(groups(items) & met), sum(bool(groups(items) & near) for near in beside), max(map(exposed, items))]
    return weigh, case

def paper(record, person):
    """[item, revision, choices, points] of every slot; ValueError where the rules give no paper."""
    draw, plan = record["draw"], record["blueprints"][person["blueprint"]]["definition"]
    seed, cells, points = seed_of(draw, "papers"), plan["cells"], plan.get("case_points", 10)
    place, last, left = f"{person['blueprint']}:{person['number']}", [], plan.get("cases", 0)
    pool = [item for item in draw["item_pool"] if may_be_asked(item, person, record["enterprise"]["industry"])]
    weigh, case = scales(record, person, pool, cells, last)
    barred = groups(item for item in pool if item["id"] in person["excluded_items"])
    free = {item["id"]: item for item in pool if twins(item) not in barred}
    whole = whole_cases(free.values())
    for key in sorted(in_order(seed, f"case:{place}:", whole), key=lambda key: case(whole[key])) if left else []:
        if left and not groups(last) & groups(whole[key]):
            last += whole[key]
            left -= 1
    ranked = [free[key] for key in in_order(seed, f"item:{place}:", free) if twins(free[key]) not in groups(last)]
    usable, chosen = [[item for item in ranked if fits(item, cell)] for cell in cells], [[] for _ in cells]
    for at in sorted(range(len(cells)), key=lambda at: (len(usable[at]) - cells[at]["count"], at)):
        for _ in range(cells[at]["count"]):
            rest = [item for item in usable[at] if twins(item) not in groups(sum(chosen, []))]
            chosen[at] += [min(rest, key=lambda item: weigh(chosen, at, item))] if rest else []
    if left or any(len(items) < cell["count"] for cell, items in zip(cells, chosen)):
        raise ValueError("pool_too_small")
    goal = sum(cell["count"] * cell["points"] * mean([i for i in pool if fits(i, cell)]) for cell in cells)
    goal += len(last) * points * mean(sum(whole_cases(pool).values(), [])) if last else 0
    balance(plan, usable, chosen, goal - sum(RIGHT[item["difficulty"]] * points for item in last), weigh)
    slots = [(item, cell["points"]) for cell, items in zip(cells, chosen) for item in items]
    return [[i["id"], i["revision"], in_order(seed, f"choice:{place}:{i['id']}:", i["choice_ids"]) if i["shuffle"]
             else i["choice_ids"], worth] for i, worth in slots + [(item, points) for item in last]]

def balance(plan, usable, chosen, goal, weigh):
    """Exchange one item of a cell at a time until the paper is as hard as it should be; 60 times at most."""
    cells, far, aim, left = plan["cells"], plan["tolerance"], min(plan["tolerance"], 1), 60
    expected = sum(RIGHT[i["difficulty"]] * cell["points"] for cell, items in zip(cells, chosen) for i in items)
    for parts, enough in ((4, aim), (3, aim), (2, aim), (1, far), (0, far)):  # parts that may not rise; near enough
        swap = True
        while swap and left and abs(expected - goal) > enough:
            gap, near, used, swap = expected - goal, abs(expected - goal) - 1e-9, groups(sum(chosen, [])), None
            for at, spot, old in [(a, n, i) for a, items in enumerate(chosen) for n, i in enumerate(items)]:
                rest = [items[:spot] + items[spot + 1 :] if n == at else items for n, items in enumerate(chosen)]
                limit = weigh(rest, at, old)[:parts]
                for new in [item for item in usable[at] if twins(item) not in used]:
                    change = (RIGHT[new["difficulty"]] - RIGHT[old["difficulty"]]) * cells[at]["points"]
                    if abs(gap + change) < near - 1e-9 and all(a <= b for a, b in zip(weigh(rest, at, new), limit)):
                        swap, near = (at, spot, new, change), abs(gap + change)
            if swap:
                chosen[swap[0]][swap[1]], expected, left = swap[2], expected + swap[3], left - 1
    if abs(expected - goal) > far:
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
