-- Fields and floating point: five bodies that attract each other.
local sqrt = math.sqrt

local function body(x, y, z, vx, vy, vz, mass)
  return {x = x, y = y, z = z, vx = vx * 365.24, vy = vy * 365.24, vz = vz * 365.24, mass = mass * 4 * math.pi ^ 2}
end

local bodies = {
  body(0, 0, 0, 0, 0, 0, 1),
  body(4.84, -1.16, -0.10, 0.00166, 0.00769, -0.000069, 0.000954),
  body(8.34, 4.12, -0.40, -0.00276, 0.00499, 0.000023, 0.000285),
  body(12.89, -15.11, -0.22, 0.00296, 0.00237, -0.0000296, 0.0000436),
  body(15.37, -25.91, 0.17, 0.00268, 0.00162, -0.0000951, 0.0000515),
}

local function advance(dt)
  local n = #bodies
  for i = 1, n do
    local a = bodies[i]
    for j = i + 1, n do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      local square = dx * dx + dy * dy + dz * dz
      local pull = dt / (square * sqrt(square))
      local ma, mb = a.mass * pull, b.mass * pull
      a.vx, a.vy, a.vz = a.vx - dx * mb, a.vy - dy * mb, a.vz - dz * mb
      b.vx, b.vy, b.vz = b.vx + dx * ma, b.vy + dy * ma, b.vz + dz * ma
    end
  end
  for i = 1, n do
    local a = bodies[i]
    a.x, a.y, a.z = a.x + dt * a.vx, a.y + dt * a.vy, a.z + dt * a.vz
  end
end

for _ = 1, tonumber(arg[1]) or 200000 do advance(0.01) end
print(("%.9f %.9f"):format(bodies[1].x, bodies[5].vz))
