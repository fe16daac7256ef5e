// Grammar of the .qml language; docs/language.md is its reference. What follows is decided by the next token: looking further ahead is
// what takes time when a program is parsed. What would need more is told apart before, by Tokens.cpp (see QmlLexer.g4), or after, by
// AstBuilder.cpp: what binds how, and what is no more than a name.
parser grammar QmlParser;

options { tokenVocab = QmlLexer; }

file: QML FLOAT ( EOS item? )* EOF;

item
  : annotation* decl
  ;
annotation: AT name ( LPAREN arguments? RPAREN )? EOS?;

decl
  : CONST pattern ASSIGN expr                                                              # constDecl
  | DATA name ( COLON type )? ASSIGN expr                                                  # dataDecl
  | kind=( FUNC | GATE | CIRCUIT | KERNEL ) name statics? LPAREN params? RPAREN
    ( ARROW type )? ( block | ASSIGN expr )                                                # callableDecl
  | OBSERVABLE name statics? ( LPAREN params? RPAREN )? ASSIGN expr                        # observableDecl
  | PROBLEM name statics? ( LPAREN params? RPAREN )? problemBody                           # problemDecl
  | MAIN block                                                                             # mainDecl
  | ( IMPORT | FROM ) name ( DOT name )* ( IMPORT name ( COMMA name )* )? ( AS name )?     # importDecl
  | EXPORT name ( LBRACKET subscripts RBRACKET )?                                          # exportDecl
  | TYPE name ASSIGN type                                                                  # typeDecl
  | NOISE name ( LPAREN params? RPAREN )? config                                           # noiseDecl
  | TARGET name config                                                                     # targetDecl
  | EXTERN ( FUNC | GATE ) name statics? LPAREN params? RPAREN ( ARROW type )?             # externDecl
  ;

statics: LBRACKET staticParam ( COMMA staticParam )* LAST_COMMA? RBRACKET;
staticParam: name ( ASSIGN expr )? | INT;
params: param ( COMMA param )* LAST_COMMA?;
param: PARAM? name ( COMMA name )* COLON OWN? type ( ( ASSIGN | TILDE ) expr )?;

type
  : typeName ( LBRACKET dim ( COMMA dim )* LAST_COMMA? RBRACKET )?                                 # plainType
  | ( GATE | CIRCUIT | FUNC ) LPAREN ( type ( COMMA type )* )? RPAREN ( ARROW type )?      # callableType
  | LPAREN tuplePart ( COMMA tuplePart )* RPAREN                                           # tupleType
  ;
tuplePart: type ( COLON type )?;
typeName: name | QUBIT | OBSERVABLE;
dim: STAR | expr;

problemBody: LBRACE problemItem? ( EOS problemItem? )* RBRACE;
problemItem
  : kind=( BINARY | SPIN ) name LBRACKET expr ( COMMA expr )* RBRACKET                     # problemVariable
  | LET pattern ASSIGN exprs                                                               # problemLet
  | ( MINIMIZE | MAXIMIZE ) expr                                                           # problemObjective
  | SUBJECT TO expr ( PENALTY expr )?                                                      # problemConstraint
  ;

block: LBRACE stmt? ( EOS stmt? )* RBRACE;

stmt
  : QUBIT ( LBRACKET expr RBRACKET )? name ( COMMA name )* ( ASSIGN KET )?                 # qubitStmt
  | kind=( LET | VAR | CONST ) pattern ( COLON type )? ASSIGN exprs                        # letStmt
  | IF expr block ( ELIF expr block )* ( ELSE block )?                                     # ifStmt
  | FOR pattern IN expr block                                                              # forStmt
  | WHILE expr block                                                                       # whileStmt
  | CTRL LPAREN arguments RPAREN block                                                     # ctrlStmt
  | ADJOINT block                                                                          # adjointStmt
  | POW LPAREN expr RPAREN block                                                           # powStmt
  | WITHIN block APPLY block                                                               # withinStmt
  | RETURN exprs?                                                                          # returnStmt
  | BREAK                                                                                  # breakStmt
  | CONTINUE                                                                               # continueStmt
  | CALLS_AGAIN                                                                            # callsAgainStmt
  | ASSERT expr ( COMMA expr )?                                                            # assertStmt
  | expr ( op=( ASSIGN | PLUSEQ | MINUSEQ | STAREQ | SLASHEQ ) exprs )?                    # exprOrAssignStmt
  ;

pattern: name ( COMMA name )*;
exprs: expr ( COMMA expr )* LAST_COMMA?;

expr
  : TRAIN operators ON operators over? ( settings suffix* )?                               # trainExpr
  | op=( MINIMIZE | MAXIMIZE ) operators over? ( settings suffix* )?                       # minimizeExpr
  | operators lambda?                                                                      # operatorExpr
  ;
// Operands and operators in a row: AstBuilder.cpp says which of these binds how.
operators: prefix* operand ( infix prefix* operand )*;
prefix: MINUS | PLUS | NOT;
infix
  : POWER | AT | STAR | SLASH | FLOORDIV | PERCENT | PLUS | MINUS | CARET | EQ | NE | LT | GT | LE | GE | AND | OR | PIPE
  | IF expr ELSE
  ;
lambda: DARROW expr;
operand: primary suffix*;
suffix: LPAREN arguments? RPAREN | LBRACKET subscripts RBRACKET | DOT memberName;

over: OVER name ( OVER_COMMA name )*;

primary
  : name                                                                                   # nameExpr
  | INT                                                                                    # intExpr
  | FLOAT                                                                                  # floatExpr
  | QUANTITY                                                                               # quantityExpr
  | STRING                                                                                 # stringExpr
  | FSTRING                                                                                # fstringExpr
  | BITS                                                                                   # bitsExpr
  | ( TRUE | FALSE )                                                                       # boolExpr
  | LPAREN expr ( COMMA expr )* LAST_COMMA? RPAREN                                         # parenOrTupleExpr
  | LBRACKET ( expr ( comprehension | ( COMMA expr )* LAST_COMMA? ) )? RBRACKET            # listExpr
  ;

comprehension: ( FOR pattern IN expr ( FILTER expr )? )+;
arguments: argument ( comprehension | ( COMMA argument )* LAST_COMMA? );
argument: expr ( ASSIGN expr )?;
subscripts: subscript ( COMMA subscript )* LAST_COMMA?;
subscript: expr ( ASSIGN expr | slice )? | slice;
slice: COLON stop=expr? ( COLON step=expr? )?;

config: LBRACE setting? ( EOS setting? )* RBRACE;
settings: SETTINGS setting? ( EOS setting? )* RBRACE;
setting: name ( COMMA name )* ( ASSIGN | COLON ) expr;

memberName: name | TRAIN | QUBIT | GATE | CIRCUIT | OBSERVABLE | MINIMIZE;

// Soft keywords stay usable as names.
name
  : NAME | DATA | TARGET | NOISE | TYPE | ON | TO | OVER | KERNEL | CLASS | BINARY | SPIN | SUBJECT | APPLY | MAIN
  | FROM | AS | PROBLEM | QML | PENALTY
  ;
