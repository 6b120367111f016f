---@meta

---HTTP/1.1, client and server: require("moonloop.http").
---@class http
---@field HTTPError table what is wrong with a message or a request: the parent of the others but ConnectionError
---@field StatusError table status, response: raised by raise_for_status
---@field TooManyRedirects table more answers than the option redirects allows have sent the request elsewhere
---@field BodyTooLarge table a body has more bytes than max_body
---@field ProtocolError table the server does not speak HTTP as it should
---@field Abort table status, text: raised by abort
---@field WebSocketClosed table code, reason
---@field ConnectionError table an asyncio.ConnectionError: the server is not reached, or gone; its cause is the OSError
local http = {}

-- # Requests

---@class http.ConnectionOptions
---@field headers? table<string, string|number|(string|number)[]>|Headers fields of the header
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
---@field app? App what answers all requests, in this program and without a socket; base_url is http://localhost then, unless it is given
---@field base_url? string what addresses without a scheme go on from
---@field cookies? boolean whether cookies are kept; true when absent
---@field limit? integer how many connections there are at most; 100 when absent
---@field retries? {attempts?: integer, on?: integer[], backoff?: number} attempts: how often an idempotent request is sent at most, 3 when absent; on: the statuses after which there is another, 429, 502, 503 and 504 when absent; backoff: seconds before the second, doubled each time, 0.5 when absent, or as Retry-After says; without retries each is sent once

---A request, whose response is read to its end: a coroutine of a Response.
---@async
---@param method string
---@param url string
---@param options? http.Options
---@return Coroutine
function http.request(method, url, options) end

---As http.request, with GET.
---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function http.get(url, options) end

---As http.request, with HEAD.
---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function http.head(url, options) end

---As http.request, with OPTIONS.
---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function http.options(url, options) end

---As http.request, with POST.
---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function http.post(url, options) end

---As http.request, with PUT.
---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function http.put(url, options) end

---As http.request, with PATCH.
---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function http.patch(url, options) end

---As http.request, with DELETE.
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

-- # Responses and sessions

---An answer.
---@class Response
---@field status integer 200 and so on
---@field reason string what the server says with it
---@field ok boolean whether the status is below 400
---@field headers Headers its header
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

---Closes it, and its connection unless all was read.
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

---As http.get.
---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function Session:get(url, options) end

---As http.head.
---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function Session:head(url, options) end

---As http.options.
---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function Session:options(url, options) end

---As http.post.
---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function Session:post(url, options) end

---As http.put.
---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function Session:put(url, options) end

---As http.patch.
---@async
---@param url string
---@param options? http.Options
---@return Coroutine # of a Response
function Session:patch(url, options) end

---As http.delete.
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

---As http.websocket, with the connections' options of the session: `"/path"`, or an address that begins with `ws:` or `wss:`.
---@param url string
---@param options? http.WebSocketOptions
---@param body? fun(ws: WebSocket): ...
---@return any ...
function Session:websocket(url, options, body) end

---Closes the connections.
---@async
---@return Coroutine
function Session:close() end

-- # Servers

---An application: what answers requests.
---@class http.AppOptions
---@field max_body? integer bytes of a request's body; 2^20 when absent
---@field max_headers? integer bytes of a request's head; 2^16 when absent
---@field header_timeout? number seconds for a head; 10 when absent
---@field idle_timeout? number seconds without anything between requests, in a body, or in a response; 75 when absent
---@field shutdown_timeout? number seconds that handlers have to end when the server does; 10 when absent
---@field max_connections? integer 10000 when absent
---@field cancel_on_disconnect? boolean whether a client that leaves cancels its handler; true when absent
---@field trust_proxy? boolean whether X-Forwarded-For, -Proto and -Host are believed
---@field access_log? boolean|fun(entry: {method: string, path: string, status: integer, bytes: integer, seconds: number, remote: string}) true writes lines to the standard error output

---Makes an app.
---@param options? http.AppOptions
---@return App
function http.App(options) end

---Ends the handler with a status: raises Abort.
---@param status integer 400 to 599
---@param text? string the body; the usual words when absent
function http.abort(status, text) end

---What answers the requests of a route.
---@alias http.Handler fun(req: Request): string|http.Answer

---What a handler returns: a string, or a table with a status or one of the bodies.
---@class http.Answer
---@field status? integer 200 when absent
---@field headers? table<string, string|number|(string|number)[]>|Headers fields of the header
---@field cookies? table<string, string|false|{value: string, path?: string, domain?: string, max_age?: number, secure?: boolean, http_only?: boolean, same_site?: string}> cookies to set; false deletes one
---@field body? string the body
---@field json? any the body, as JSON
---@field file? string a path
---@field root? string the folder that the file is in, and that it never leaves
---@field stream? fun(write: fun(s: string): Coroutine) writes the body, a piece at a time
---@field events? fun(send: fun(event: string|{data?: string, event?: string, id?: string|number, retry?: number}): Coroutine) sends events, for a browser's EventSource

---What answers requests: routes, and the middleware that they go through.
---@class App
local App = {}

---A route: {id} in the path is a segment, {rest...} all that is left.
---@param path string
---@param handler http.Handler
---@param options? {max_body?: integer} max_body: bytes of a request's body, as the app has it when absent
function App:get(path, handler, options) end

---A route: {id} in the path is a segment, {rest...} all that is left.
---@param path string
---@param handler http.Handler
---@param options? {max_body?: integer} max_body: bytes of a request's body, as the app has it when absent
function App:head(path, handler, options) end

---A route: {id} in the path is a segment, {rest...} all that is left.
---@param path string
---@param handler http.Handler
---@param options? {max_body?: integer} max_body: bytes of a request's body, as the app has it when absent
function App:options(path, handler, options) end

---A route: {id} in the path is a segment, {rest...} all that is left.
---@param path string
---@param handler http.Handler
---@param options? {max_body?: integer} max_body: bytes of a request's body, as the app has it when absent
function App:post(path, handler, options) end

---A route: {id} in the path is a segment, {rest...} all that is left.
---@param path string
---@param handler http.Handler
---@param options? {max_body?: integer} max_body: bytes of a request's body, as the app has it when absent
function App:put(path, handler, options) end

---A route: {id} in the path is a segment, {rest...} all that is left.
---@param path string
---@param handler http.Handler
---@param options? {max_body?: integer} max_body: bytes of a request's body, as the app has it when absent
function App:patch(path, handler, options) end

---A route: {id} in the path is a segment, {rest...} all that is left.
---@param path string
---@param handler http.Handler
---@param options? {max_body?: integer} max_body: bytes of a request's body, as the app has it when absent
function App:delete(path, handler, options) end

---A route of websockets. Pages of other hosts may not connect, unless origins has them, or "*".
---@param path string
---@param body fun(ws: WebSocket, req: Request)
---@param options? http.SocketOptions|{origins?: string[]}
function App:ws(path, body, options) end

---Serves the files below a folder.
---@param prefix string
---@param dir string
function App:static(prefix, dir) end

---Routes below a prefix, with middleware of their own.
---@param prefix string
---@param body fun(group: Group)
---@return Group
function App:group(prefix, body) end

---Has requests go through a function, the first one outermost. next(req) waits, and gives the response as a table.
---@param middleware fun(req: Request, next: fun(req: Request): http.Answer): string|http.Answer
function App:use(middleware) end

---Serves: a coroutine of the server.
---@async
---@param host? string|string[] nil is all of the machine's addresses
---@param port? integer 0, or none, is any that is free
---@param options? {ssl?: boolean|table, unix?: string, shutdown_timeout?: number, reuse_address?: boolean, reuse_port?: boolean, backlog?: integer} ssl: an SSLContext or its options, with a certificate, plain without it; with it clients may speak HTTP/2, unless its alpn_protocols say otherwise; unix: the path of a socket in the file system, in place of host and port; shutdown_timeout: seconds that handlers have to end, as the app has it when absent; reuse_address: take an address that an earlier server has just left, true when absent, but on Windows; reuse_port: share the port with other processes, false when absent; backlog: taken for Python's sake, it changes nothing
---@return Coroutine # of an HTTPServer
---@overload fun(self: App, options: table): Coroutine
function App:start(host, port, options) end

---Serves until it is cancelled: then it takes no more, gives handlers shutdown_timeout to end, and cancels them.
---@async
---@param host? string|string[]
---@param port? integer
---@param options? table as of start
---@return Coroutine
function App:serve(host, port, options) end

---Part of an app.
---@class Group
local Group = {}

---A route: {id} in the path is a segment, {rest...} all that is left.
---@param path string
---@param handler http.Handler
---@param options? {max_body?: integer} max_body: bytes of a request's body, as the app has it when absent
function Group:get(path, handler, options) end

---A route: {id} in the path is a segment, {rest...} all that is left.
---@param path string
---@param handler http.Handler
---@param options? {max_body?: integer} max_body: bytes of a request's body, as the app has it when absent
function Group:head(path, handler, options) end

---A route: {id} in the path is a segment, {rest...} all that is left.
---@param path string
---@param handler http.Handler
---@param options? {max_body?: integer} max_body: bytes of a request's body, as the app has it when absent
function Group:options(path, handler, options) end

---A route: {id} in the path is a segment, {rest...} all that is left.
---@param path string
---@param handler http.Handler
---@param options? {max_body?: integer} max_body: bytes of a request's body, as the app has it when absent
function Group:post(path, handler, options) end

---A route: {id} in the path is a segment, {rest...} all that is left.
---@param path string
---@param handler http.Handler
---@param options? {max_body?: integer} max_body: bytes of a request's body, as the app has it when absent
function Group:put(path, handler, options) end

---A route: {id} in the path is a segment, {rest...} all that is left.
---@param path string
---@param handler http.Handler
---@param options? {max_body?: integer} max_body: bytes of a request's body, as the app has it when absent
function Group:patch(path, handler, options) end

---A route: {id} in the path is a segment, {rest...} all that is left.
---@param path string
---@param handler http.Handler
---@param options? {max_body?: integer} max_body: bytes of a request's body, as the app has it when absent
function Group:delete(path, handler, options) end

---A route of websockets. Pages of other hosts may not connect, unless origins has them, or "*".
---@param path string
---@param body fun(ws: WebSocket, req: Request)
---@param options? http.SocketOptions|{origins?: string[]}
function Group:ws(path, body, options) end

---Serves the files below a folder.
---@param prefix string
---@param dir string
function Group:static(prefix, dir) end

---Routes below a prefix, with middleware of their own.
---@param prefix string
---@param body fun(group: Group)
---@return Group
function Group:group(prefix, body) end

---Has requests go through a function, the first one outermost. next(req) waits, and gives the response as a table.
---@param middleware fun(req: Request, next: fun(req: Request): http.Answer): string|http.Answer
function Group:use(middleware) end

---What serves an app.
---@class HTTPServer
---@field port integer? nil of a socket in the file system
---@field address string it listens at
local HTTPServer = {}

---Ends the server: it takes no more, gives handlers the grace to end, and cancels them.
---@async
---@param grace? number seconds; shutdown_timeout when absent
---@return Coroutine
function HTTPServer:close(grace) end

---Serves until it is cancelled, and then ends as close does. When another task closes the server, it is cancelled.
---Raises: RuntimeError when it is closed, or awaited here already.
---@async
---@return Coroutine
function HTTPServer:serve_forever() end

---Whether it takes connections.
---@return boolean
function HTTPServer:is_serving() end

---A request.
---@class Request
---@field method string such as "GET"
---@field path string decoded, without the query
---@field target string path and query as they were sent
---@field route string the pattern of the path that was found
---@field params table<string, string> what the segments in braces are
---@field query table<string, string|string[]> a name that is there several times has a list
---@field headers Headers its header
---@field cookies table<string, string> those that the client has sent
---@field host string as the client wrote it
---@field scheme string "http" or "https"
---@field remote string the client's address
---@field ctx table for what middleware and handlers have to tell each other
local Request = {}

---The body as text, in UTF-8.
---@async
---@return Coroutine # of a string
function Request:text() end

---The body as JSON.
---@async
---@return Coroutine
function Request:json() end

---The fields of a form. A file is {filename=, content_type=, body=}; a name that is there several times has a list.
---@async
---@return Coroutine # of a table
function Request:form() end

---At most n bytes of the body, as soon as there are any, and "" at its end; without n all that is left.
---@async
---@param n? integer
---@return Coroutine # of a string
function Request:read(n) end

---An iterator over the pieces of the body, as they come.
---@return fun(): string?
function Request:chunks() end

-- # Websockets

---@class http.SocketOptions
---@field max_size? integer bytes of a message; 2^20 when absent
---@field ping? number seconds between pings, 20 when absent; 0 is none
---@field queue? integer messages that wait to be received, 16 when absent; then the other side has to wait
---@field protocols? string[] subprotocols, the best first
---@field compression? boolean whether messages may be compressed

---@class http.WebSocketOptions: http.SocketOptions
---@field headers? table<string, string|number|(string|number)[]>|Headers fields of the handshake's header
---@field auth? {[1]: string, [2]: string}|{bearer: string} a user and a password, or a token
---@field timeout? number|{connect?: number, read?: number} of the handshake
---@field ssl? boolean|table as asyncio.open_connection takes it
---@field proxy? string http://user:password@host:port

---A websocket: it waits, calls body(ws), closes and returns what the body returned. Without a body it returns the websocket.
---@param url string ws:// or wss://
---@param options? http.WebSocketOptions
---@param body? fun(ws: WebSocket): ...
---@return any ...
function http.websocket(url, options, body) end

---A websocket.
---@class WebSocket
---@field protocol string? the subprotocol that was agreed on
---@field remote string the other side's address
---@field closed boolean whether it was closed, by either side
---@field code integer? it was closed with
---@field reason string the words it was closed with
local WebSocket = {}

---Sends a text, in UTF-8.
---@async
---@param text string
---@return Coroutine
function WebSocket:send(text) end

---Sends bytes.
---@async
---@param s string
---@return Coroutine
function WebSocket:send_bytes(s) end

---The next message and "text" or "binary"; nothing after a close with 1000 or 1001, else WebSocketClosed.
---@async
---@return Coroutine # of data, kind
function WebSocket:receive() end

---An iterator over messages: data, kind.
---@return fun(): string?, string?
function WebSocket:messages() end

---Closes, and waits for the other side to do so too, 10 seconds at most: then the connection is dropped, the code is 1006, and
---nothing is raised.
---@async
---@param code? integer 1000 when absent
---@param reason? string at most 123 bytes
---@return Coroutine
function WebSocket:close(code, reason) end

return http
