local function p(...) print(pcall(...)) end
local F=string.format
p(F) p(F,nil) p(F,{}) p(F,"%") p(F,"%",1) p(F,"%5") p(F,"%5",1) p(F,"%y") p(F,"%y",1) p(F,"%ll",1) p(F,"% - 0#+d",1) p(F,"%------d",1) p(F,"%100d",1) p(F,"%.100d",1) p(F,"%10.10.d",1)
p(F,"%q",1) p(F,"%q") p(F,"%q","a\0b\r\n\"\\\200\1z\0001") p(F,"%5q","ab") p(F,"%s") p(F,"%s",nil) p(F,"%s",true) p(F,"%10s|","abc") p(F,"%-10s|","abc") p(F,"%.2s|","abc") p(F,"%.0s|","abc") p(F,"%.s|","abc") p(F,"%s","a\0b") p(F,"%10s","a\0b") p(F,"%.5s","a\0bcde") p(F,"%s",("x"):rep(200):len()) 
p(F,"%10s|",("x"):rep(120)) p(F,"%.20s|",("x"):rep(120)) p(F,"%s",setmetatable({}, {__tostring=function() return 1 end})) p(F,"%s",setmetatable({}, {__tostring=function() return {} end})) p(F,"%s",setmetatable({}, {__tostring=1}))
p(F,"%d",nil) p(F,"%d") p(F,"%d","1") p(F,"%d","x") p(F,"%d",1.9) p(F,"%d",-1.9) p(F,"%5.3d|",7) p(F,"%+d % d",5,5) p(F,"%05d|%-5d|",42,42) p(F,"%#x %#o %#X",255,8,255) p(F,"%x",-1) p(F,"%u",-1) p(F,"%o",-1) p(F,"%d",2^53) p(F,"%d",2^63) p(F,"%i",3)
p(F,"%c%c%c",76,117,97) p(F,"%c",0) p(F,"%5c|",65) p(F,"%-5c|",65) p(F,"%c",256+65) p(F,"%5c|",0) p(F,"%c","x")
p(F,"%e %E %f %g %G",1.5,1.5,1.5,1.5,1.5) p(F,"%a",1) p(F,"%A",1) p(F,"%F",1) p(F,"%p",1) p(F,"%n",1) p(F,"%h",1) p(F,"%hd",1) p(F,"%L",1) p(F,"%v",1)
for _,x in ipairs{0,tonumber('-0'),1,-1,0.1,1/3,1e10,1e100,1e-10,123456789,1/0,-1/0,0/0,-(0/0),5e-324,1e15,0.5,2.5,1e21} do
 for _,f in ipairs{"%f","%e","%g","%G","%E","%.3f","%10.2f|","%-10.2f|","%+.1e","%#g","%#.0f","%.0f","%.0e","%.20f","%.14g","%.17g","%.99f","%5.0f|","% f","%010.3f","%+g","%-+8g|","%08g","% 08g","%#x","%.0g","%#.3g","%99.99f"} do p(F,f,x) end end
p(F,"%%") p(F,"%%%d%%",5) p(F,"%5%") p(F,"%5%",1) p(F,"abc",1,2) p(F,"%s %s",1) p(F,"%d",{}) p(F,"%s\0%s",1,2) p(F,12) p(F,"%*d",5,5) p(F,"%1$d",5) p(F, "%.3q", "x") p(F,"%d%",1) p(F,"%\0",1) p(F,"%0",1) p(F,"%0000005d",1) p(F,"%+-+-+d",1) p(F,"%123d",1) p(F,"%12.123d",1) p(F,"%1.d",1) p(F,"%.d",0) p(F,"%.0d",0) p(F,"%#.0o",0) p(F,"%#o",0) p(F,"%#x",0)
