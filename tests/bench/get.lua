-- wrk: GETs of stored compositions, one after another from a list of paths (BENCH_PATHS).
local paths, at = {}, 0
function init(args)
  for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
  math.randomseed(os.time())
  at = math.random(#paths)
end
function request()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
