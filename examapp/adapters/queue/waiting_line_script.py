"""The rule of domain.waiting_lines once more, in Redis' own language, so that all nodes share one line.

A test plays the same days to both and compares every answer. Redis' own clock counts: those of nodes differ.
"""

from examapp.domain.waiting_lines import (
    KEPT_SECONDS,
    LET_IN_SECONDS,
    OFTEN_SECONDS,
    PATIENCE_SECONDS,
    SELDOM_SECONDS,
)

KEYS = ("{examapp:room}:purse", "{examapp:room}:numbers", "{examapp:room}:line", "{examapp:room}:until")
# What nobody has touched for so long is forgotten as a whole.
_LIFE_SECONDS = 2 * KEPT_SECONDS

SCRIPT = f"""
local purse_key, numbers, line, ends = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local who, rate, wish, now = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
if not now then local told = redis.call('TIME'); now = told[1] + told[2] / 1000000 end
local function exact(value) return string.format('%.17g', value) end
local function remember(id, at) redis.call('ZADD', ends, exact(at), id) end

local held = redis.call('HMGET', purse_key, 'purse', 'filled', 'newest')
local most = math.max(1, rate)
local purse = tonumber(held[1]) or most
purse = math.min(most, purse + math.max(0, now - (tonumber(held[2]) or 0)) * rate)
local newest = tonumber(held[3]) or 0
local function keep()
  redis.call('HSET', purse_key, 'purse', exact(purse), 'filled', exact(now), 'newest', newest)
  for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, {_LIFE_SECONDS}) end
end

local over = redis.call('ZRANGEBYSCORE', ends, '-inf', exact(now), 'WITHSCORES', 'LIMIT', 0, 100)
while #over > 0 do
  for at = 1, #over, 2 do
    if redis.call('ZREM', line, over[at]) == 1 then remember(over[at], over[at + 1] + {KEPT_SECONDS})
    else redis.call('ZREM', ends, over[at]); redis.call('HDEL', numbers, over[at]) end
  end
  over = redis.call('ZRANGEBYSCORE', ends, '-inf', exact(now), 'WITHSCORES', 'LIMIT', 0, 100)
end

local number = tonumber(redis.call('HGET', numbers, who))
local came_before = number ~= nil
if number == 0 or (not number and wish == 'find') then keep() return false end
if not number then
  newest = newest + 1
  number = newest
  redis.call('HSET', numbers, who, number)
end
local position = redis.call('ZCOUNT', line, '-inf', '(' .. number)
local missing = position + 1 - purse
if wish ~= 'wait' and missing <= 0 then
  if wish == 'enter' then
    purse = purse - 1
    redis.call('ZREM', line, who)
    if came_before then redis.call('HSET', numbers, who, 0); remember(who, now + {LET_IN_SECONDS})
    else redis.call('HDEL', numbers, who) end
  end
  keep()
  return false
end
redis.call('ZADD', line, number, who)
local wait = math.max(1, math.ceil(missing / rate))
local again = math.min(wait, math.max({OFTEN_SECONDS}, math.floor(wait / 4)), {SELDOM_SECONDS})
remember(who, now + again + {PATIENCE_SECONDS})
keep()
return {{position, wait, again}}
"""
