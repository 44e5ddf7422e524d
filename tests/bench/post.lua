-- wrk: commits compositions (BENCH_BODIES, one a line) into EHRs (BENCH_EHRS, one id a line).
local bodies, ehrs, at = {}, {}, 0
local failed = 0
function init(args)
  for line in io.lines(os.getenv("BENCH_BODIES")) do bodies[#bodies + 1] = line end
  for line in io.lines(os.getenv("BENCH_EHRS")) do ehrs[#ehrs + 1] = line end
  math.randomseed(os.time())
  at = math.random(#bodies)
end
local headers = { ["Content-Type"] = "application/json" }
function request()
  at = at + 1
  local path = "/openehr/v1/ehr/" .. ehrs[at % #ehrs + 1] .. "/composition"
  return wrk.format("POST", path, headers, bodies[at % #bodies + 1])
end
