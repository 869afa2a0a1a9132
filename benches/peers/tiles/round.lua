-- Asks for the addresses of the file TILE_PATHS one after the other; a line is an address and, where the client has a copy, its ETag.
local requests = {}
for line in io.lines(os.getenv("TILE_PATHS")) do
  local path, tag = line:match("^(%S+)%s*(.*)$")
  local headers = { ["Accept-Encoding"] = "gzip" }
  if tag ~= "" then headers["If-None-Match"] = tag end
  requests[#requests + 1] = { path, headers }
end

local at = 0

function init()
  for index, one in ipairs(requests) do
    requests[index] = wrk.format("GET", one[1], one[2])
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %.1f %.3f %.3f %d %d\n", summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, errors.connect + errors.read + errors.write + errors.timeout, errors.status))
end
