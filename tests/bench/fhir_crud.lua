-- wrk: one client's iterations of the CRUD work: nine resources are created, then each is read, updated and deleted.
-- Each thread is one client (as many threads as connections). What is created refers to the iteration's own Patient,
-- Practitioner and so on, so the deletions come in the reverse order.
local kinds = { "Patient", "Location", "Organization", "Practitioner", "Encounter", "Observation", "MedicationRequest",
                "Claim", "ExplanationOfBenefit" }
local bodies, ids = {}, {}
local step, number = 0, 0
local headers = { ["Content-Type"] = "application/fhir+json" }

function init(args)
  for line in io.lines(os.getenv("BENCH_BODIES")) do bodies[#bodies + 1] = line end
  math.randomseed(os.time() + tonumber(tostring(bodies):match("0x(%x+)"), 16) % 1000003)
  number = math.random(1000000000)
end

-- The resource with the names of the iteration's others; `id` is a member of it where it is given.
local function body(kind, id)
  local text = bodies[kind]:gsub("@(%a+)@", function(name) return ids[name] or "" end):gsub("#", tostring(number))
  if id then text = text:gsub("^{", '{"id":"' .. id .. '",', 1) end
  return text
end

-- A function of the step alone: wrk asks once more than it sends.
function request()
  local phase, kind = math.floor(step / #kinds), step % #kinds + 1
  if phase == 3 then kind = #kinds + 1 - kind end
  local name = kinds[kind]
  if phase == 0 then return wrk.format("POST", "/fhir/" .. name, headers, body(kind)) end
  local path = "/fhir/" .. name .. "/" .. ids[name]
  if phase == 1 then return wrk.format("GET", path) end
  if phase == 2 then return wrk.format("PUT", path, headers, body(kind, ids[name])) end
  return wrk.format("DELETE", path)
end

function response(status, given)
  if step < #kinds then
    local location = given["Location"] or given["location"] or ""
    ids[kinds[step + 1]] = location:match("/([^/]+)/_history") or "none"
  end
  step = (step + 1) % (4 * #kinds)
  if step == 0 then number = number + 1 end
end
