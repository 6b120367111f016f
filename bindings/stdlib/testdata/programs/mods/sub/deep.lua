module(..., function(m) m.opt = true end) y = 5
