// Grammar of the .qml language; docs/language.md is its reference. EOS is a newline that ends a statement, or a semicolon.
// Alternatives with a common start are written as one, so that a token or two decide: looking further ahead is what takes
// time when a program is parsed for the first time.
parser grammar QmlParser;

options { tokenVocab = QmlLexer; }

file: EOS* header? EOS* ( item ( EOS+ item )* )? EOS* EOF;
header: QML FLOAT EOS;

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

statics: LBRACKET staticParam ( COMMA staticParam )* RBRACKET;
staticParam: name ( ASSIGN expr )? | INT;
params: param ( COMMA param )* COMMA?;
param: PARAM? name ( COMMA name )* COLON OWN? type ( ( ASSIGN | TILDE ) expr )?;

type
  : typeName ( LBRACKET dim ( COMMA dim )* RBRACKET )?                                     # plainType
  | ( GATE | CIRCUIT | FUNC ) LPAREN ( type ( COMMA type )* )? RPAREN ( ARROW type )?      # callableType
  | LPAREN ( name COLON )? type ( COMMA ( name COLON )? type )* RPAREN                     # tupleType
  ;
typeName: name | QUBIT | OBSERVABLE;
dim: STAR | expr;

problemBody: LBRACE EOS* ( problemItem ( EOS+ problemItem )* )? EOS* RBRACE;
problemItem
  : kind=( BINARY | SPIN ) name LBRACKET expr ( COMMA expr )* RBRACKET                     # problemVariable
  | LET pattern ASSIGN exprs                                                               # problemLet
  | ( MINIMIZE | MAXIMIZE ) expr                                                           # problemObjective
  | SUBJECT TO expr ( PENALTY expr )?                                                      # problemConstraint
  ;

block: LBRACE EOS* ( stmt ( EOS+ stmt )* )? EOS* RBRACE;

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
  | ASSERT expr ( COMMA expr )?                                                            # assertStmt
  | expr ( op=( ASSIGN | PLUSEQ | MINUSEQ | STAREQ | SLASHEQ ) exprs )?                    # exprOrAssignStmt
  ;

pattern: name ( COMMA name )*;
exprs: expr ( COMMA expr )* COMMA?;

expr
  : primary                                                                                # primaryExpr
  | expr LPAREN arguments? RPAREN                                                          # callExpr
  | expr LBRACKET subscripts RBRACKET                                                      # indexExpr
  | expr DOT memberName                                                                    # memberExpr
  | <assoc=right> expr op=POWER expr                                                       # binaryExpr
  | op=( MINUS | PLUS ) expr                                                               # unaryExpr
  | expr op=AT expr                                                                        # binaryExpr
  | expr op=( STAR | SLASH | FLOORDIV | PERCENT ) expr                                     # binaryExpr
  | expr op=( PLUS | MINUS ) expr                                                          # binaryExpr
  | expr op=CARET expr                                                                     # binaryExpr
  | expr op=( EQ | NE | LT | GT | LE | GE ) expr                                           # binaryExpr
  | op=NOT expr                                                                            # unaryExpr
  | expr op=AND expr                                                                       # binaryExpr
  | expr op=OR expr                                                                        # binaryExpr
  | <assoc=right> expr IF expr ELSE expr                                                   # conditionalExpr
  | expr op=PIPE expr                                                                      # binaryExpr
  | TRAIN expr ON expr over? config?                                                       # trainExpr
  | op=( MINIMIZE | MAXIMIZE ) expr over? config?                                          # minimizeExpr
  ;

over: OVER name ( COMMA name )*;

primary
  : name ( DARROW expr )?                                                                  # nameOrLambdaExpr
  | INT                                                                                    # intExpr
  | FLOAT                                                                                  # floatExpr
  | QUANTITY                                                                               # quantityExpr
  | STRING                                                                                 # stringExpr
  | FSTRING                                                                                # fstringExpr
  | BITS                                                                                   # bitsExpr
  | ( TRUE | FALSE )                                                                       # boolExpr
  | LPAREN expr ( COMMA ( expr ( COMMA expr )* COMMA? )? )? RPAREN                         # parenOrTupleExpr
  | LBRACKET ( expr ( comprehension | ( COMMA expr )* COMMA? ) )? RBRACKET                 # listExpr
  ;

comprehension: ( FOR pattern IN expr ( IF expr )? )+;
arguments
  : expr ( comprehension | ( COMMA argument )* COMMA? )
  | namedArgument ( COMMA argument )* COMMA?
  ;
argument: namedArgument | expr;
namedArgument: name ASSIGN expr;
subscripts: subscript ( COMMA subscript )*;
subscript
  : name ASSIGN expr                                                                       # namedSubscript
  | expr slice?                                                                            # indexOrSliceSubscript
  | slice                                                                                  # sliceFromStart
  ;
slice: COLON stop=expr? ( COLON step=expr? )?;

config: LBRACE EOS* ( setting ( EOS+ setting )* )? EOS* RBRACE;
setting: name ( COMMA name )* ( ASSIGN | COLON ) expr;

memberName: name | TRAIN | QUBIT | GATE | CIRCUIT | OBSERVABLE | MINIMIZE;

// Soft keywords stay usable as names.
name
  : NAME | DATA | TARGET | NOISE | TYPE | ON | TO | OVER | KERNEL | CLASS | BINARY | SPIN | SUBJECT | APPLY | MAIN
  | FROM | AS | PROBLEM | CTRL | ADJOINT | POW | QML | PENALTY | VAR
  ;
