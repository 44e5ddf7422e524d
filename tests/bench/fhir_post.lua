-- wrk: POSTs the Bundles of BENCH_BODIES, one a line, to the FHIR door.
local bodies, at = {}, 0
function init(args)
  for line in io.lines(os.getenv("BENCH_BODIES")) do bodies[#bodies + 1] = line end
  math.randomseed(os.time())
  at = math.random(#bodies)
end
local headers = { ["Content-Type"] = "application/fhir+json", ["Prefer"] = "return=minimal" }
function request()
  at = at % #bodies + 1
  return wrk.format("POST", "/fhir", headers, bodies[at])
end
