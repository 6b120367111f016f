---@meta moonloop.http

---HTTP/1.1, client and server: require("moonloop.http").
---@class http
---@field HTTPError table what is wrong with a message or a request: the parent of the others but ConnectionError
---@field StatusError table status, response: raised by raise_for_status
---@field TooManyRedirects table
---@field BodyTooLarge table
---@field ProtocolError table the server does not speak HTTP as it should
---@field ConnectionError table an asyncio.ConnectionError: the server is not reached, or gone; its cause is the OSError
local http = {}

---@class http.ConnectionOptions
---@field headers? table<string, string|number|(string|number)[]>|Headers
---@field auth? {[1]: string, [2]: string}|{bearer: string} a user and a password, or a token
---@field timeout? number|{connect?: number, read?: number} seconds for all; or to connect (10), and for the head and between two pieces of the body (60)
---@field redirects? integer|false how many are followed; 10 when absent
---@field max_body? integer bytes when unpacked; 2^26 when absent, no limit for a stream
---@field ssl? boolean|table as asyncio.open_connection takes it
---@field proxy? string http://user:password@host:port

---@class http.Options: http.ConnectionOptions
---@field params? table fields that are added to the query
---@field json? any the body, as JSON
---@field form? table the body, as a form's fields
---@field body? string|table|function the body: a string, a reader, or an iterator of pieces, which is sent once
---@field files? table<string, string|{filename?: string, content: string|function, type?: string}> the body, in parts; form may stand beside it

---@class http.SessionOptions: http.ConnectionOptions
---@field base_url? string what addresses without a scheme go on from
---@field cookies? boolean whether cookies are kept; true when absent
---@field limit? integer how many connections there are at most; 100 when absent
---@field retries? {attempts?: integer, on?: integer[], backoff?: number} repeats idempotent requests: 3 attempts, on 429, 502, 503 and 504, after 0.5 seconds, doubled each time, or when Retry-After says

---A request, whose response is read to its end: a coroutine of a Response.
---@async
---@param method string
---@param url string
---@param options? http.Options
---@return Coroutine
function http.request(method, url, options) end

---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function http.get(url, options) end

---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function http.head(url, options) end

---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function http.options(url, options) end

---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function http.post(url, options) end

---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function http.put(url, options) end

---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function http.patch(url, options) end

---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function http.delete(url, options) end

---A request, whose response is read by the body: it waits, calls body(response), closes the response and returns what the
---body returned. Without a body it returns the response.
---@param method string
---@param url string
---@param options? http.Options
---@param body? fun(r: Response): ...
---@return any ...
function http.stream(method, url, options, body) end

---Requests that share connections, cookies and options: it calls body(session), closes the connections and returns what
---the body returned. Without a body it returns the session.
---@param options? http.SessionOptions
---@param body? fun(s: Session): ...
---@return any ...
function http.Session(options, body) end

---An answer.
---@class Response
---@field status integer
---@field reason string
---@field ok boolean whether the status is below 400
---@field headers Headers
---@field url string of what answered, after redirects, without a password
---@field body string unpacked; a stream has no such field
local Response = {}

---The body as JSON.
---@return any
function Response:json() end

---The body as text, in UTF-8.
---@return string
function Response:text() end

---A StatusError if the status is 400 or more.
---@return Response # itself
function Response:raise_for_status() end

---An iterator over the pieces of the body, as they come.
---@return fun(): string?
function Response:chunks() end

---An iterator over the lines of the body.
---@param keep? "L" keeps the newlines
---@return fun(): string?
function Response:lines(keep) end

---At most n bytes of the body, as soon as there are any, and "" at its end; without n all that is left.
---@async
---@param n? integer
---@return Coroutine # of a string
function Response:read(n) end

---@async
---@return Coroutine
function Response:close() end

---The fields of a header: headers[name] is the first value of a name, in any case; pairs goes through all.
---@class Headers
local Headers = {}

---All values of a name.
---@param name string
---@return string[]
function Headers:get_all(name) end

---Requests that share connections, cookies and options.
---@class Session
local Session = {}

---As http.request.
---@async
---@param method string
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function Session:request(method, url, options) end

---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function Session:get(url, options) end

---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function Session:head(url, options) end

---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function Session:options(url, options) end

---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function Session:post(url, options) end

---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function Session:put(url, options) end

---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function Session:patch(url, options) end

---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function Session:delete(url, options) end

---As http.stream.
---@param method string
---@param url string
---@param options? http.Options
---@param body? fun(r: Response): ...
---@return any ...
function Session:stream(method, url, options, body) end

---Closes the connections.
---@async
---@return Coroutine
function Session:close() end

return http
