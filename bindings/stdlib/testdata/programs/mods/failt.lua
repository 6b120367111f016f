error({code=1})
