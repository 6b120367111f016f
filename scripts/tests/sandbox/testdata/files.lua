-- A World with a folder to read and one to change, whose host has left links out of them and a pipe.
local top, given, out = ...
local fs, lfs, http, hash, log, env, sql, json = fs, require "moonloop.lfs", require "moonloop.http", require "moonloop.hash",
  require "moonloop.log", require "moonloop.env", require "moonloop.sql", require "moonloop.json"

-- What is granted works, in every module.
assert(io.open(given .. "/given.txt"):read("*a") == "given.txt")
assert(await(fs.read(out .. "/mine.txt")) == "mine.txt")
assert(fs.open(out .. "/mine.txt", function(f) return await(f:read()) end) == "mine.txt")
await(fs.write(out .. "/new", "text"))
await(fs.atomic_write(out .. "/new", "other text"))
await(fs.copy(given .. "/given.txt", out .. "/copy"))
await(fs.mkdir(out .. "/deep/er", { parents = true }))
await(fs.remove(out .. "/deep", { recursive = true }))
assert(await(fs.tempfile()):sub(1, #out) == out and await(fs.tempdir()):sub(1, #out) == out)
assert(#await(fs.list(given)) == 3 and lfs.attributes(out .. "/new", "size") == 10)
assert(os.rename(out .. "/new", out .. "/sub/new") and os.remove(out .. "/sub/new"))
for line in fs.lines(given .. "/given.txt") do assert(line == "given.txt") end
assert(#await(hash.file("sha256", given .. "/given.txt")) == 64)
local db = await(sql.open(out .. "/data.db"))
await(db:exec("CREATE TABLE t (x)"))
await(db:exec("ATTACH '" .. out .. "/more.db' AS more"))
await(db:exec("CREATE TABLE more.t (x)"))

-- Names that lead out, by way of what is granted or not.
local secrets = {
  top .. "/secret.txt", given .. "/../secret.txt", given .. "/up", out .. "/top/secret.txt", out .. "/whole",
  out .. "/proc" .. top .. "/secret.txt", "/proc/self/root" .. top .. "/secret.txt", "/proc/self/cwd", "/dev/null", "/etc/passwd",
  out .. "/sub/../../secret.txt", out .. "//..//secret.txt", given .. "/over/mine.txt",
}
local memory = await(sql.open(":memory:"))
local app = http.App {}
app:static("/top", out .. "/top")
app:static("/in", given)
app:get("/file", function(req) return { file = req.query.name } end)
app:get("/rooted", function(req) return { file = "../secret.txt", root = given } end)
local server = await(app:start("127.0.0.1", 0))
local function get(path, query)
  return await(http.get("http://127.0.0.1:" .. server.port .. path, { params = query })).ok
end
assert(get("/in/given.txt"))
reached("static", function() return get("/top/secret.txt") end)
reached("static link", function() return get("/in/up") end)
reached("rooted", function() return get("/rooted") end)
for _, name in ipairs(secrets) do
  local function try(what, fn) reached(what .. " " .. name, fn) end
  try("io.open", function() return io.open(name) end)
  try("io.lines", function() return io.lines(name) end)
  try("io.input", function() return io.input(name) end)
  try("io.open to write", function() return io.open(name, "r+") or io.open(name, "a") end)
  try("os.rename", function() -- of a link in the folder, which stays one
    if not os.rename(name, out .. "/got") then return false end
    local got = io.open(out .. "/got")
    assert(os.rename(out .. "/got", name))
    return got
  end)
  try("fs.read", function() return await(fs.read(name)) end)
  try("fs.open", function() return await(fs.open(name)) end)
  try("fs.stat", function() return await(fs.stat(name)) end)
  try("fs.exists", function() return await(fs.exists(name)) end)
  try("fs.copy", function() return await(fs.copy(name, out .. "/got")) or true end)
  try("fs.write", function() return await(fs.write(name, "x")) or true end)
  try("fs.append", function() return await(fs.append(name, "x")) or true end)
  try("fs.chmod", function() return await(fs.chmod(name, 511)) or true end)
  try("fs.realpath", function() return await(fs.realpath(name)) end)
  try("fs.lines", function() for _ in fs.lines(name) do return true end end)
  try("fs.walk", function() for _ in fs.walk(name) do return true end end)
  try("fs.list", function() return await(fs.list(name)) end)
  try("lfs.attributes", function() return lfs.attributes(name) end)
  try("lfs.link", function() return lfs.link(name, out .. "/hard") and io.open(out .. "/hard") end)
  try("lfs.touch", function() return lfs.touch(name) end)
  try("hash.file", function() return await(hash.file("md5", name)) end)
  try("env.load", function() return env.load(name) end)
  try("log", function() log.setup { file = name } return true end)
  try("sql.open", function() return await(sql.open(name)) end)
  try("attach", function() return await(db:exec("ATTACH ? AS x", name)) end)
  try("attach in memory", function() return await(memory:exec("ATTACH ? AS x", name)) end)
  try("migrate", function() return await(db:migrate(name)) end)
  try("http file", function() return get("/file", { name = name }) end)
  try("certificates", function() return asyncio.create_default_context({ cafile = name }) end)
end
reached("attach in memory", function() return await(memory:exec("ATTACH 'local.db' AS x")) end)
reached("a pipe", function() return io.open(out .. "/pipe") or io.open(out .. "/pipe", "w") end)
reached("a pipe", function() return await(fs.read(out .. "/pipe")) end)
reached("a pipe", function() return await(fs.write(out .. "/pipe", "x")) or true end)
reached("a pipe", function() return await(sql.open(out .. "/pipe")) end)
reached("a pipe", function() return get("/file", { name = out .. "/pipe" }) end)

-- A file without contents, larger than any memory, is not read into it.
fs.open(out .. "/large", "w", function(f) await(f:truncate(2 ^ 40)) end)
reached("a large file", function() return await(fs.read(out .. "/large")) end)
reached("a large file", function() return fs.open(out .. "/large", function(f) return await(f:read()) end) end)
reached("a large line", function() return fs.open(out .. "/large", function(f) return await(f:readline()) end) end)
reached("a large line", function() for _ in fs.lines(out .. "/large") do return true end end)
reached("a large file", function() return io.open(out .. "/large"):read("*a") end)
reached("a large file", function() return env.load(out .. "/large") end)
assert(os.remove(out .. "/large"))

-- What may only be read is not changed.
local name = given .. "/given.txt"
reached("writing", function() return io.open(name, "w") or io.open(name, "a") or io.open(name, "r+") end)
reached("writing", function() return await(fs.write(name, "x")) or true end)
reached("writing", function() return await(fs.open(name, "r+")) end)
reached("an atomic write", function() return await(fs.atomic_write(name, "x")) or true end)
reached("a second name", function() return lfs.link(name, out .. "/second") end)
reached("a name by a link", function() return io.open(out .. "/in/given.txt", "r+") end)
reached("renaming", function() return os.rename(name, out .. "/x") or os.rename(name, given .. "/x") or os.remove(name) end)
reached("chmod", function() return await(fs.chmod(name, 384)) or true end)
reached("a database", function() return await(sql.open(given .. "/x.db")) end)
reached("a log", function() log.setup { file = given .. "/log" } return true end)
reached("a directory", function() return lfs.mkdir(given .. "/x") or lfs.lock_dir(given) end)

-- No link is made that leads out.
for _, target in ipairs { "..", "/etc", "../secret.txt", top, "sub/../../secret.txt", out } do
  reached("a link to " .. target, function() return lfs.link(target, out .. "/l", true) end)
  reached("a link to " .. target, function() return await(fs.symlink(target, out .. "/l")) or true end)
end
-- A file becomes a link while it is opened.
local tasks = {}
for i = 1, 20 do
  tasks[#tasks + 1] = asyncio.create_task(function() pcall(await, fs.rename(out .. "/top", out .. "/sub2")) end)
  tasks[#tasks + 1] = asyncio.create_task(function()
    reached("a link that comes", function() return await(fs.read(out .. "/sub2/secret.txt")) end)
  end)
  tasks[#tasks + 1] = asyncio.create_task(function() pcall(await, fs.rename(out .. "/sub2", out .. "/top")) end)
end
await(asyncio.gather(tasks))
reached("watching", function() return await(fs.watch(out)) end)
reached("another directory", function() return lfs.chdir("/") end)
reached("where it is", function() return lfs.currentdir() end)
reached("a line of a file in a report", function() return os.tmpname or io.tmpfile end)
await(server:close())
