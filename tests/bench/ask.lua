-- wrk: asks questions (BENCH_QUESTIONS, the JSON of one a line) of EHRs (BENCH_EHRS, one id a line) in turn.
local questions, ehrs, at = {}, {}, 0
function init(args)
  for line in io.lines(os.getenv("BENCH_QUESTIONS")) do questions[#questions + 1] = line end
  for line in io.lines(os.getenv("BENCH_EHRS")) do ehrs[#ehrs + 1] = line end
  math.randomseed(os.time())
end
function request()
  at = at + 1
  local headers = { ["Content-Type"] = "application/json", ["openehr-ehr-id"] = ehrs[math.random(#ehrs)] }
  return wrk.format("POST", "/openehr/v1/query/aql", headers, questions[at % #questions + 1])
end
