// Tokens of the .qml language. Tokens.cpp turns newlines that end a statement, and semicolons, into EOS, commas with nothing behind them
// into LAST_COMMA, the `if` of a comprehension into FILTER, the brace that opens the settings of a search (`train`, `minimize`) into
// SETTINGS, the commas between the names after its `over` into OVER_COMMA, and words that are no keywords where they stand into NAME.
// CALLS_AGAIN stands for calls like earlier ones, which are found before: RepeatedCalls.cpp has the same numbers, units, words, texts
// and comments.
lexer grammar QmlLexer;

tokens { EOS, LAST_COMMA, FILTER, SETTINGS, OVER_COMMA, CALLS_AGAIN }

QML: 'qml';
IMPORT: 'import'; FROM: 'from'; AS: 'as'; EXPORT: 'export'; CONST: 'const'; TYPE: 'type'; EXTERN: 'extern';
FUNC: 'func'; GATE: 'gate'; CIRCUIT: 'circuit'; KERNEL: 'kernel'; OBSERVABLE: 'observable';
DATA: 'data'; NOISE: 'noise'; TARGET: 'target'; PROBLEM: 'problem'; MAIN: 'main';
PARAM: 'param'; OWN: 'own'; QUBIT: 'qubit'; LET: 'let'; VAR: 'var';
IF: 'if'; ELIF: 'elif'; ELSE: 'else'; FOR: 'for'; IN: 'in'; WHILE: 'while';
CTRL: 'ctrl'; ADJOINT: 'adjoint'; POW: 'pow'; WITHIN: 'within'; APPLY: 'apply';
RETURN: 'return'; BREAK: 'break'; CONTINUE: 'continue'; ASSERT: 'assert';
AND: 'and'; OR: 'or'; NOT: 'not'; TRUE: 'true'; FALSE: 'false';
TRAIN: 'train'; ON: 'on'; OVER: 'over'; MINIMIZE: 'minimize'; MAXIMIZE: 'maximize';
CLASS: 'class'; BINARY: 'binary'; SPIN: 'spin'; SUBJECT: 'subject'; TO: 'to'; PENALTY: 'penalty';

FSTRING: 'f"' ( ~["\\\r\n] | '\\' ~[\r\n] )* '"';
BITS: 'b"' [01]* '"';
STRING: '"' ( ~["\\\r\n] | '\\' ~[\r\n] )* '"';
KET: '|' [01+\-rl]+ '>';

QUANTITY: ( DIGITS | FLOATING ) ( 'deg' | 'us' | 'ns' | 'ms' | 's' | 'j' );
FLOAT: FLOATING;
INT: DIGITS | '0x' [0-9a-fA-F_]+;
NAME: [a-zA-Z_] [a-zA-Z_0-9]*;
fragment DIGITS: [0-9] [0-9_]*;
fragment EXPONENT: [eE] [+\-]? [0-9]+;
fragment FLOATING: DIGITS '.' [0-9_]* EXPONENT? | '.' [0-9] [0-9_]* EXPONENT? | DIGITS EXPONENT;

PIPE: '|>'; ARROW: '->'; DARROW: '=>';
POWER: '**'; FLOORDIV: '//'; EQ: '=='; NE: '!='; LE: '<='; GE: '>=';
PLUSEQ: '+='; MINUSEQ: '-='; STAREQ: '*='; SLASHEQ: '/=';
LT: '<'; GT: '>'; PLUS: '+'; MINUS: '-'; STAR: '*'; SLASH: '/'; PERCENT: '%'; AT: '@'; CARET: '^';
ASSIGN: '='; TILDE: '~'; COMMA: ','; COLON: ':'; DOT: '.'; SEMI: ';';
LPAREN: '('; RPAREN: ')'; LBRACKET: '['; RBRACKET: ']'; LBRACE: '{'; RBRACE: '}';

COMMENT: '#' ~[\r\n]* -> skip;
BLANK: [ \t\r]+ -> skip;
NEWLINE: '\n';
UNKNOWN: .;
