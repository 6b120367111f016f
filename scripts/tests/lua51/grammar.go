package lua51

// This file reads the grammar of the manual (its section 8), and notes the productions that it comes by.

import (
	"fmt"
	"strings"
)

// A Node is a statement, block or expression: the tokens From up to To, without it.
type Node struct {
	Kind     nodeKind
	From, To int
	Kids     []*Node
}

type nodeKind uint8

const (
	nodeBlock nodeKind = iota
	nodeStatement
	nodeLast       // return, break
	nodeExpression // a whole one
	nodePart       // of an expression: an operand
	nodeFunction   // from its parameters on
)

// A Tree is a program that was read.
type Tree struct {
	Tokens []Token
	Root   *Node
	Strays []int // the tokens ... in functions that do not have them
}

// A SyntaxError ends the reading.
type syntaxError struct {
	at   Token
	want string
}

func (e *syntaxError) Error() string {
	return fmt.Sprintf("line %d: %s expected near %q", e.at.Line, e.want, e.at.Text)
}

// Parse reads a program; reach is told each production of the grammar and form of token in it, by name.
func Parse(source string, reach func(string)) (tree *Tree, err error) {
	if reach == nil {
		reach = func(string) {}
	}
	tokens, err := lexReaching(source, reach)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens, reach: reach}
	defer func() {
		if e, ok := recover().(*syntaxError); ok {
			err = e
		} else if e != nil {
			panic(e)
		}
	}()
	root := p.block("chunk")
	if p.token().Kind != tokenEOF {
		p.fail("end of file")
	}
	return &Tree{Tokens: tokens, Root: root, Strays: p.strays}, nil
}

type parser struct {
	tokens []Token
	at     int
	last   string // the operator before, in this expression
	fixed  bool   // in a function without ...
	strays []int
	reach  func(string)
}

func (p *parser) token() Token { return p.tokens[p.at] }

// is tells whether the token is this keyword or operator.
func (p *parser) is(text string) bool {
	t := p.token()
	return t.Text == text && (t.Kind == tokenKeyword || t.Kind == tokenOperator)
}

func (p *parser) have(text string) bool {
	if p.is(text) {
		p.at++
		return true
	}
	return false
}

func (p *parser) fail(want string) { panic(&syntaxError{p.token(), want}) }

func (p *parser) want(text string) {
	if !p.have(text) {
		p.fail(text)
	}
}

func (p *parser) name() string {
	if p.token().Kind != tokenName {
		p.fail("name")
	}
	p.at++
	return p.tokens[p.at-1].Text
}

// node reads a node with fn, which adds its kids.
func (p *parser) node(kind nodeKind, fn func(n *Node)) *Node {
	n := &Node{Kind: kind, From: p.at}
	fn(n)
	n.To = p.at
	return n
}

func (p *parser) blockEnds() bool {
	return p.token().Kind == tokenEOF || p.is("end") || p.is("else") || p.is("elseif") || p.is("until")
}

func (p *parser) block(of string) *Node {
	p.reach("block: " + of)
	return p.node(nodeBlock, func(n *Node) {
		for !p.blockEnds() {
			last := p.is("return") || p.is("break")
			if last {
				n.Kids = append(n.Kids, p.node(nodeLast, p.laststat))
			} else {
				n.Kids = append(n.Kids, p.node(nodeStatement, p.statement))
			}
			if p.have(";") {
				p.reach("stat ;")
				n.Kids[len(n.Kids)-1].To = p.at
			}
			if last {
				return
			}
		}
	})
}

func (p *parser) laststat(n *Node) {
	if p.have("break") {
		p.reach("laststat: break")
		return
	}
	p.want("return")
	if p.blockEnds() || p.is(";") {
		p.reach("laststat: return")
		return
	}
	p.reach("laststat: return explist")
	p.explist(n)
}

func (p *parser) statement(n *Node) {
	add := func(k *Node) { n.Kids = append(n.Kids, k) }
	switch {
	case p.have("do"):
		add(p.block("do"))
		p.want("end")
	case p.have("while"):
		add(p.expression())
		p.want("do")
		add(p.block("while"))
		p.want("end")
	case p.have("repeat"):
		add(p.block("repeat"))
		p.want("until")
		add(p.expression())
	case p.have("if"):
		add(p.expression())
		p.want("then")
		add(p.block("if"))
		for p.have("elseif") {
			add(p.expression())
			p.want("then")
			add(p.block("elseif"))
		}
		if p.have("else") {
			add(p.block("else"))
		}
		p.want("end")
	case p.have("for"):
		p.loop(n)
	case p.have("function"):
		p.name()
		form := "Name"
		for p.have(".") {
			form = "Name.Name"
			p.name()
		}
		if p.have(":") {
			form += ":Name"
			p.name()
		}
		p.reach("stat: function " + form)
		add(p.funcbody())
	case p.have("local"):
		if p.have("function") {
			p.reach("stat: local function")
			p.name()
			add(p.funcbody())
			return
		}
		names := p.namelist()
		if !p.have("=") {
			p.reach("stat: local namelist" + names)
			return
		}
		p.reach("stat: local namelist" + names + " = explist")
		p.explist(n)
	case p.token().Text == "goto" && p.tokens[p.at+1].Kind == tokenName:
		p.at++
		p.name()
	case p.is(":") && p.tokens[p.at+1].Text == ":":
		p.at += 2
		p.name()
		p.want(":")
		p.want(":")
	default:
		p.assignmentOrCall(n)
	}
}

func (p *parser) loop(n *Node) {
	p.name()
	form := "for Name = exp, exp"
	if p.have("=") {
		n.Kids = append(n.Kids, p.expression())
		p.want(",")
		n.Kids = append(n.Kids, p.expression())
		if p.have(",") {
			form += ", exp"
			n.Kids = append(n.Kids, p.expression())
		}
	} else {
		form = "for namelist in"
		for p.have(",") {
			form = "for namelist, in"
			p.name()
		}
		p.want("in")
		p.explist(n)
	}
	p.want("do")
	n.Kids = append(n.Kids, p.block(form))
	p.want("end")
}

func (p *parser) namelist() string {
	p.name()
	form := ""
	for p.have(",") {
		form = ","
		p.name()
	}
	return form
}

func (p *parser) explist(n *Node) {
	n.Kids = append(n.Kids, p.expression())
	for p.have(",") {
		p.reach("explist ,")
		n.Kids = append(n.Kids, p.expression())
	}
}

func (p *parser) assignmentOrCall(n *Node) {
	form := p.suffixed(n)
	if form == "call" {
		p.reach("stat: functioncall")
		return
	}
	list := "stat: var = explist"
	for {
		if form == "call" || form == "(exp)" {
			p.fail("variable")
		}
		p.reach("var: " + form)
		if !p.have(",") {
			break
		}
		list = "stat: varlist = explist"
		form = p.suffixed(n)
	}
	p.want("=")
	p.reach(list)
	p.explist(n)
}

// suffixed reads a prefixexp and tells its form.
func (p *parser) suffixed(n *Node) string {
	form := "Name"
	if p.have("(") {
		form = "(exp)"
		n.Kids = append(n.Kids, p.expression())
		p.want(")")
	} else {
		p.name()
	}
	for {
		before := form
		switch {
		case p.have("."):
			form = "prefixexp.Name"
			p.name()
		case p.have("["):
			form = "prefixexp[exp]"
			n.Kids = append(n.Kids, p.expression())
			p.want("]")
		case p.have(":"):
			p.name()
			p.args(n, ": Name ")
			form = "call"
		case p.is("(") || p.is("{") || p.token().Kind == tokenString:
			p.args(n, "")
			form = "call"
		default:
			return form
		}
		p.reach(form + " of " + before)
	}
}

func (p *parser) args(n *Node, method string) {
	switch {
	case p.token().Kind == tokenString:
		p.reach("args: " + method + "String")
		p.at++
	case p.is("{"):
		p.reach("args: " + method + "tableconstructor")
		n.Kids = append(n.Kids, p.node(nodePart, p.table))
	default:
		p.want("(")
		if p.have(")") {
			p.reach("args: " + method + "()")
			return
		}
		p.reach("args: " + method + "(explist)")
		p.explist(n)
		p.want(")")
	}
}

func (p *parser) funcbody() *Node {
	return p.node(nodeFunction, func(n *Node) {
		defer func(last string, fixed bool) { p.last, p.fixed = last, fixed }(p.last, p.fixed)
		p.want("(")
		form := ""
		for !p.is(")") {
			if p.have("...") {
				form += "..."
				break
			}
			p.name()
			form = "namelist"
			if !p.have(",") {
				break
			}
			form = "namelist, "
		}
		p.want(")")
		p.reach("parlist: " + form)
		p.fixed = !strings.HasSuffix(form, "...")
		n.Kids = append(n.Kids, p.block("function"))
		p.want("end")
	})
}

func (p *parser) table(n *Node) {
	p.want("{")
	if p.have("}") {
		p.reach("tableconstructor: {}")
		return
	}
	for !p.is("}") {
		switch {
		case p.have("["):
			p.reach("field: [exp] = exp")
			n.Kids = append(n.Kids, p.expression())
			p.want("]")
			p.want("=")
		case p.token().Kind == tokenName && p.tokens[p.at+1].Text == "=":
			p.reach("field: Name = exp")
			p.at += 2
		default:
			p.reach("field: exp")
		}
		n.Kids = append(n.Kids, p.expression())
		if !p.is(",") && !p.is(";") {
			break
		}
		p.reach("fieldsep: " + p.token().Text)
		if p.at++; p.is("}") {
			p.reach("fieldlist: ends with a fieldsep")
		}
	}
	p.want("}")
}

// Operators by precedence: left and right as in the manual.
var binary = map[string][2]int{
	"or": {1, 1}, "and": {2, 2},
	"<": {3, 3}, ">": {3, 3}, "<=": {3, 3}, ">=": {3, 3}, "~=": {3, 3}, "==": {3, 3},
	"..": {5, 4}, "+": {6, 6}, "-": {6, 6}, "*": {7, 7}, "/": {7, 7}, "%": {7, 7}, "^": {10, 9},
}

const unaryPrecedence = 8

func (p *parser) expression() *Node {
	return p.node(nodeExpression, func(n *Node) {
		defer func(last string) { p.last = last }(p.last)
		p.last = ""
		p.operators(n, 0)
	})
}

// operator notes an operator and the one before it.
func (p *parser) operator(kind string) {
	text := p.token().Text
	p.reach(kind + ": " + text)
	if p.last != "" {
		p.reach("operators: " + p.last + " … " + kind + " " + text)
	}
	p.last = kind + " " + text
	p.at++
}

func (p *parser) operators(n *Node, limit int) {
	if p.is("-") || p.is("not") || p.is("#") {
		p.operator("unop")
		p.operators(n, unaryPrecedence)
	} else {
		n.Kids = append(n.Kids, p.node(nodePart, p.simple))
	}
	for p.token().Kind == tokenKeyword || p.token().Kind == tokenOperator {
		prec, ok := binary[p.token().Text]
		if !ok || prec[0] <= limit {
			return
		}
		p.operator("binop")
		p.operators(n, prec[1])
	}
}

func (p *parser) simple(n *Node) {
	switch t := p.token(); {
	case t.Kind == tokenNumber:
		p.reach("exp: Number")
		p.at++
	case t.Kind == tokenString:
		p.reach("exp: String")
		p.at++
	case p.is("nil") || p.is("true") || p.is("false") || p.is("..."):
		p.reach("exp: " + t.Text)
		if t.Text == "..." && p.fixed {
			p.strays = append(p.strays, p.at)
		}
		p.at++
	case p.is("{"):
		p.reach("exp: tableconstructor")
		p.table(n)
	case p.have("function"):
		p.reach("exp: function")
		n.Kids = append(n.Kids, p.funcbody())
	default:
		p.reach("exp: " + p.suffixed(n))
	}
}
