-- A client of a REST interface: it goes through pages by their links, repeats what fails for a while, and says why the
-- rest failed.
--   moonloop http_rest.lua https://api.example.com   asks that
--   moonloop http_rest.lua                           asks a server of its own, which fails now and then
local asyncio = require("asyncio")
local http = require("moonloop.http")
local url = require("moonloop.url")

--- The address of the next page: Link: <…?page=2>; rel="next"
local function next_page(r)
  for _, field in ipairs(r.headers:get_all("link")) do
    for address, what in field:gmatch('<([^>]*)>%s*;%s*rel="?([^",;]*)') do
      if what == "next" then
        return url.join(r.url, address)
      end
    end
  end
end

--- An iterator over the items of all pages, which fetches a page when it is needed.
local function items(s, address, params)
  local page, i, following = {}, 0, address
  return function()
    while not page[i + 1] and following do
      local r = await(s:get(following, { params = params })):raise_for_status()
      page, i, following, params = r:json(), 0, next_page(r), nil
    end
    i = i + 1
    return page[i]
  end
end

local function main(base)
  http.Session({
    base_url = base, auth = { bearer = os.getenv("TOKEN") or "example" }, limit = 5, timeout = { connect = 5, read = 20 },
    retries = { attempts = 4, on = { 429, 500, 502, 503, 504 } },
  }, function(s)
    local open, names = 0, {}
    for issue in items(s, "/issues", { state = "all", per_page = 3 }) do
      names[#names + 1] = issue.id .. " " .. issue.title
      if issue.open then
        open = open + 1
      end
    end
    print(("%d issues, %d open"):format(#names, open))
    print(table.concat(names, ", "))

    -- several at a time; one that is not there is no reason to give up the others
    local wanted = { 1, 4, 99 }
    local list = {}
    for i, id in ipairs(wanted) do
      list[i] = s:get("/issues/" .. id)
    end
    for i, r in ipairs(await(asyncio.gather(list))) do
      print(wanted[i], r.ok and r:json().title or r.status .. " " .. r.reason)
    end

    -- what is no GET is sent once, whatever comes of it
    local r = await(s:post("/issues", { json = { title = "the moon is late" } }))
    print(r.status, r.headers.location, r:json().id)
    local ok, e = pcall(function() return await(s:post("/issues", { json = { title = "" } })):raise_for_status() end)
    print(asyncio.isinstance(e, http.StatusError) and e.status .. " " .. e.response:json().error)
  end)
end

if arg[1] then
  return main(arg[1])
end

-- The server: seven issues, three a page; it is busy at first, and each page fails once.
local app = http.App()
local issues, failed, busy = {}, {}, true
for i, title in ipairs { "crash", "typo", "slow", "leak", "race", "docs", "flake" } do
  issues[i] = { id = i, title = title, open = i % 2 == 1 }
end

app:use(function(req, next)
  if req.headers.authorization ~= "Bearer example" then
    http.abort(401)
  end
  return next(req)
end)

app:get("/issues", function(req)
  local page = tonumber(req.query.page or 1)
  if busy then
    busy = false
    print("server: busy, come again in 2 seconds")
    return { status = 429, headers = { ["Retry-After"] = "2" }, body = "" }
  end
  if not failed[page] then
    failed[page] = true
    print("server: page " .. page .. " fails")
    return { status = 503, body = "" }
  end
  local list = {}
  for i = page * 3 - 2, math.min(page * 3, #issues) do
    list[#list + 1] = issues[i]
  end
  local headers = {}
  if page * 3 < #issues then
    headers.Link = ('</issues?page=%d>; rel="next", </issues?page=1>; rel="first"'):format(page + 1)
  end
  return { headers = headers, json = list }
end)

app:get("/issues/{id}", function(req)
  local issue = issues[tonumber(req.params.id)]
  return issue and { json = issue } or { status = 404, json = { error = "no such issue" } }
end)

app:post("/issues", function(req)
  local issue = await(req:json())
  if issue.title == "" then
    return { status = 422, json = { error = "a title is needed" } }
  end
  issue.id = #issues + 1
  issues[issue.id] = issue
  return { status = 201, headers = { Location = "/issues/" .. issue.id }, json = issue }
end)

local server = await(app:start("127.0.0.1", 0))
local loop = asyncio.get_running_loop()
local begun = loop:time()
main("http://127.0.0.1:" .. server.port)
print(("%.1f seconds"):format(loop:time() - begun))
await(server:close(1))
