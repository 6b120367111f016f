-- Which of two nans an operation keeps, and the sign of each.
local p, n = -(0/0), 0/0
print(p, n)
local r = {}
local function show(name, v) io.write(name, " ", tostring(v), "\n") end
show("p+n", p+n) show("n+p", n+p) show("p*n", p*n) show("n*p", n*p) show("p-n", p-n) show("n-p", n-p) show("p/n", p/n) show("n/p", n/p)
show("p+1", p+1) show("1+p", 1+p) show("n+1", n+1) show("1+n", 1+n) show("p*2", p*2) show("2*n", 2*n) show("n%p", n%p) show("p%n", p%n) show("p%2", p%2) show("n%2", n%2) show("2%n", 2%n) show("2%p", 2%p) show("n^p", n^p) show("p^n", p^n) show("-n", -n) show("-p", -p)
gp, gn = p, n
show("gp+gn", gp+gn) show("gn+gp", gn+gp) show("gp*gn", gp*gn) show("gn*gp", gn*gp) show("gp-gn", gp-gn) show("gn-gp", gn-gp)
local t = {p=p,n=n}
show("tp+tn", t.p+t.n) show("tn*tp", t.n*t.p) show("tp*tn", t.p*t.n) show("tn+tp", t.n+t.p)
local function f() return p+n, n+p, p*n, n*p, p-n, n-p, p/n, n/p end
print(f())
local function g(a, b) a = a * b return a end print(g(p,n), g(n,p))
local function g(a, b) b = a * b return b end print(g(p,n), g(n,p))
local function g(a, b) local c = a + b return c end print(g(p,n), g(n,p))
local function g(a, b) return 1 + a * b + a, a*b*a*b, (a+b)*(b+a) end print(g(p,n)) print(g(n,p))
local inf=1/0
show("inf-inf", inf-inf) show("-inf+inf", -inf+inf) show("0*inf", 0*inf) show("inf*0", inf*0) show("inf/inf", inf/inf) show("0/0", 0/0) show("inf%2", inf%2) show("5%inf", 5%inf) show("5%0",5%0) show("0%0",0%0) show("-(inf-inf)", -(inf-inf))
print(-(0/0), 0/0, 0*(0/0), -(0/0)*0)
for _, v in ipairs{"tonumber('nan')", "math.sqrt(-1)", "math.log(-1)", "math.acos(2)", "math.fmod(1,0)", "math.abs(0/0)", "math.abs(-(0/0))", "math.floor(0/0)","math.max(0/0,1)","math.min(1,0/0)","math.max(1,0/0)","math.pow(-8,1/3)", "math.sin(1/0)", "math.modf(0/0)", "math.ldexp(0/0,1)","math.frexp(0/0)",} do print(v, pcall(loadstring("return "..v))) end
