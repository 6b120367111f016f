-- A checker of links: it reads the pages of a site, follows their links, and tells which lead nowhere and from where.
--   moonloop http_links.lua https://example.com/   checks that
--   moonloop http_links.lua                        checks a site of its own, of a thousand pages
local asyncio = require("asyncio")
local http = require("moonloop.http")
local url = require("moonloop.url")

local WORKERS, MAX_PAGE = 20, 2 ^ 20

--- The addresses that a page links to, without what follows #.
local function links(page, base)
  local list = {}
  for address in page:gmatch("<[aA]%s[^>]-[hH][rR][eE][fF]%s*=%s*[\"']([^\"'#]+)") do
    local ok, absolute = pcall(url.join, base, address)
    if ok and absolute:find("^https?://") then
      list[#list + 1] = absolute
    end
  end
  return list
end

--- Checks all that can be reached from a page on its own host, and what these pages link to elsewhere.
local function check(start)
  local host = url.parse(start).host
  local queue, known, broken, pages = asyncio.Queue(), { [start] = true }, {}, 0
  queue:put_nowait({ start, "the start" })
  http.Session({ limit = WORKERS, timeout = 30, max_body = MAX_PAGE, retries = { attempts = 2 }, headers = { ["User-Agent"] = "link checker" } }, function(s)
    local function visit(address, from)
      local own = url.parse(address).host == host
      local r = await(s:request(own and "GET" or "HEAD", address))
      if not r.ok then
        broken[#broken + 1] = ("%s on %s: %d %s"):format(address, from, r.status, r.reason)
      elseif own then
        pages = pages + 1
        if url.parse(r.url).host == host and (r.headers["content-type"] or ""):find("^text/html") then
          for _, link in ipairs(links(r.body, r.url)) do
            if not known[link] then
              known[link] = true
              queue:put_nowait({ link, r.url })
            end
          end
        end
      end
    end
    asyncio.TaskGroup(function(tg)
      local workers = {}
      for i = 1, WORKERS do
        workers[i] = tg:create_task(function()
          while true do
            local address, from = unpack(await(queue:get()))
            local ok, e = pcall(visit, address, from)
            queue:task_done()
            if not ok then
              if asyncio.isinstance(e, asyncio.CancelledError) then
                error(e, 0)
              end
              broken[#broken + 1] = ("%s on %s: %s"):format(address, from, e.name or tostring(e))
            end
          end
        end)
      end
      await(queue:join())
      for _, worker in ipairs(workers) do
        worker:cancel()
      end
    end)
  end)
  table.sort(broken)
  return pages, broken
end

if arg[1] then
  local pages, broken = check(arg[1])
  print(pages .. " pages, " .. #broken .. " broken links")
  for _, text in ipairs(broken) do
    print(text)
  end
  os.exit(#broken > 0 and 1 or 0)
end

-- The site: page n links to 2n and 2n + 1, and to the page before it.
local app = http.App()
app:get("/{n}", function(req)
  local n = tonumber(req.params.n)
  if not n or n > 1000 then
    http.abort(404)
  end
  local out = { "<title>Page " .. n .. "</title>", ('<a href="%d">back</a>'):format(math.max(1, n - 1)) }
  for _, to in ipairs { 2 * n, 2 * n + 1 } do
    if to <= 1000 then
      out[#out + 1] = ('<a class=x href="/%d#top">%d</a>'):format(to, to)
    end
  end
  if n == 77 then
    out[#out + 1] = "<a href='/lost'>lost</a> <a href=\"mailto:x@example.com\">mail</a> <a href=\"/loop\">round</a>"
  elseif n == 500 then
    out[#out + 1] = '<a href="http://127.0.0.1:1/">elsewhere</a>'
  end
  return { headers = { ["Content-Type"] = "text/html; charset=utf-8" }, body = table.concat(out, "\n") }
end)
app:get("/loop", function() return { status = 302, headers = { Location = "/loop" }, body = "" } end)

local server = await(app:start("127.0.0.1", 0))
local base = "http://127.0.0.1:" .. server.port
local pages, broken = check(base .. "/1")
print(pages .. " pages, " .. #broken .. " broken links")
for _, text in ipairs(broken) do
  print((text:gsub(base, "")))
end
await(server:close(1))
