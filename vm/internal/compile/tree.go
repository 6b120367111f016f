package compile

// This file is the syntax tree: what the parser makes and the code generator reads.

// A Pos is a place in the source: line and column, in bytes, both from 1.
type Pos struct{ Line, Col int32 }

// A Local is a local variable.
type Local struct {
	Name     string
	Captured bool // a function inside of the one that declares it uses it
	Pos      Pos
	fields   []string // that are assigned to by their names in the function that declares it, up to one too many for a shape

	reg int // its register, once the generator has come to it
}

// An Upvalue is how a function finds a variable of those around it.
type Upvalue struct {
	Name  string
	Local *Local // of the function directly around it; nil: Index is one of the upvalues of that
	Index int
}

// A Function is the body of a function, or a chunk.
type Function struct {
	Name      string // as messages call it: a, a.b or a:b where source gives it one, "" for none
	Params    []*Local
	Vararg    bool   // it ends its parameters with ...
	Arg       *Local // the hidden local arg of a vararg function that is not the chunk, as in Lua 5.1; else nil
	UsesDots  bool   // its body has ...
	Upvalues  []Upvalue
	Body      *Block
	Pos       Pos   // of the word function
	Line      int32 // LineDefined; 0 for the chunk
	LastLine  int32 // the line of its end
	EndColumn int32
}

// A Block is a list of statements with the locals declared among them.
type Block struct {
	Stmts []Stmt
	// The fields below are known once it is parsed.
	HasCaptured bool  // one of its own locals is captured
	EndLine     int32 // the line of the last token in it; of the token before it if it is empty
}

// A Stmt is one of the types below whose names end in Stmt.
type Stmt interface{ stmt() }

type (
	// A LocalStmt is local a, b = x, y.
	LocalStmt struct {
		Names  []*Local
		Values *ExprList // nil when there is no =
	}
	// A LocalFunctionStmt is local function f … end.
	LocalFunctionStmt struct {
		Name *Local
		Func *Function
	}
	// An AssignStmt is a, b.c = x, y, or with a single target function a.b.c … end, where Func is true.
	AssignStmt struct {
		Targets []Expr // *NameExpr or *IndexExpr
		Values  *ExprList
		// Func tells that it is a function statement: its store belongs to FuncLine, that of the word function.
		Func     bool
		FuncLine int32
		Pos      Pos
	}
	// A CallStmt is a call whose results nobody wants.
	CallStmt struct{ Call *CallExpr }
	// A DoStmt is do … end.
	DoStmt struct{ Body *Block }
	// A WhileStmt is while cond do … end.
	WhileStmt struct {
		Cond   Expr
		DoLine int32 // of the word do
		Body   *Block
		Pos    Pos
		End    int32 // the line of end
	}
	// A RepeatStmt is repeat … until cond. Cond sees the locals of the body.
	RepeatStmt struct {
		Body *Block
		Cond Expr
		Pos  Pos
	}
	// An IfStmt is if … elseif … else … end.
	IfStmt struct {
		Clauses []IfClause
		Else    *Block // nil when there is none
		Pos     Pos
		End     int32
	}
	// A NumericForStmt is for i = start, limit, step do … end.
	NumericForStmt struct {
		Var                *Local
		Start, Limit, Step Expr // Step is nil when it is not there
		Comma1, Comma2     int32
		DoLine             int32
		Body               *Block
		Pos                Pos // of the word for
		End                int32
	}
	// A GenericForStmt is for a, b in explist do … end.
	GenericForStmt struct {
		Vars   []*Local
		Values *ExprList
		DoLine int32
		Body   *Block
		Pos    Pos
		End    int32
	}
	// A ReturnStmt is return explist.
	ReturnStmt struct {
		Values *ExprList // nil when there are none
		Pos    Pos
		End    int32 // the line of its last token
	}
	// A BreakStmt is break, a GotoStmt goto name. Both leave blocks.
	BreakStmt struct{ Pos Pos }
	GotoStmt  struct {
		Label  string
		Target *LabelStmt
		Pos    Pos
	}
	// A LabelStmt is ::name::. Ends says that nothing but labels follows in its block, whose variables are over there.
	LabelStmt struct {
		Name string
		Ends bool
		Pos  Pos
	}
)

// An IfClause is a condition and what it guards.
type IfClause struct {
	Cond     Expr
	ThenLine int32
	Body     *Block
	End      int32 // the line of the elseif, else or end that ends it
}

// An ExprList is a, b, c with the lines of the commas between them: Commas[i] follows List[i].
type ExprList struct {
	List   []Expr
	Commas []int32
}

// An Expr is one of the types below whose names end in Expr.
type Expr interface {
	// End is the line of the expression's last token.
	End() int32
	// Start is where its first token begins.
	Start() Pos
}

// A span is where an expression stands.
type span struct {
	start Pos
	end   int32
}

func (s span) End() int32 { return s.end }
func (s span) Start() Pos { return s.start }

type (
	NilExpr    struct{ span }
	TrueExpr   struct{ span }
	FalseExpr  struct{ span }
	DotsExpr   struct{ span } // ...
	NumberExpr struct {
		span
		Value float64
	}
	StringExpr struct {
		span
		Value string
	}
	// A NameExpr is a variable: exactly one of Local, Upvalue (from 0 on, -1 for none) and neither, which is a global.
	NameExpr struct {
		span
		Name    string
		Local   *Local
		Upvalue int
	}
	// An IndexExpr is Object[Key] or Object.Key, where Dot is true and Key a *StringExpr.
	IndexExpr struct {
		span
		Object Expr
		Key    Expr
		Dot    bool
		At     Pos // of the dot or bracket
	}
	// A CallExpr is Func(Args), or with Method not nil Func:Method(Args).
	CallExpr struct {
		span
		Func   Expr
		Method *StringExpr
		Colon  Pos
		Args   *ExprList
		Paren  Pos // of the token that begins the arguments: its line is that of the call
	}
	// A FunctionExpr is a function. Its end is that of the word end.
	FunctionExpr struct {
		span
		Func *Function
	}
	// A ParenExpr is (Inner): one value.
	ParenExpr struct {
		span
		Inner Expr
	}
	// A BinaryExpr is Left Op Right; its operators are those of Op.
	BinaryExpr struct {
		span
		Op          Op
		Left, Right Expr
		At          Pos // of the operator
	}
	// A UnaryExpr is Op Operand.
	UnaryExpr struct {
		span
		Op      Op // OpNeg, OpNot or OpLen
		Operand Expr
	}
	// A TableExpr is a constructor.
	TableExpr struct {
		span
		Items []TableItem
		local *Local // that it is the first value of; nil if there is none or it is not known
	}
)

// A TableItem is one of Value, Name = Value (Key is a *StringExpr and Named is true) and [Key] = Value.
type TableItem struct {
	Key   Expr // nil: the next of the list
	Named bool
	Value Expr
	Sep   int32 // the line of the comma or semicolon after it, or of the closing brace
}

// An Op is an operator.
type Op uint8

const (
	OpAdd Op = iota
	OpSub
	OpMul
	OpDiv
	OpMod
	OpPow
	OpConcat
	OpEq
	OpNe
	OpLt
	OpLe
	OpGt
	OpGe
	OpAnd
	OpOr
	OpNeg
	OpNot
	OpLen
)

func (*LocalStmt) stmt()         {}
func (*LocalFunctionStmt) stmt() {}
func (*AssignStmt) stmt()        {}
func (*CallStmt) stmt()          {}
func (*DoStmt) stmt()            {}
func (*WhileStmt) stmt()         {}
func (*RepeatStmt) stmt()        {}
func (*IfStmt) stmt()            {}
func (*NumericForStmt) stmt()    {}
func (*GenericForStmt) stmt()    {}
func (*ReturnStmt) stmt()        {}
func (*BreakStmt) stmt()         {}
func (*GotoStmt) stmt()          {}
func (*LabelStmt) stmt()         {}
