OPENQASM 2.0;
include "qelib1.inc";
gate foo(a,b) x,y { rx(a*b-pi/3) x; cx x,y; u3(a,-b,a+b^2) y; cu1(sin(a)) y,x; }
gate bar(t) x,y,z { foo(t,t/2) x,z; ccx x,y,z; barrier x,y; foo(-t,cos(t)) z,y; u2(t,0) x; }
gate idg a { }
qreg q0[7];
qreg q1[3];
creg c[5];
creg dd[5];
bar(0) q0[5],q1[1],q0[0];
swap q0[5],q0[0];
cy q0[6],q0[5];
barrier q0;
ccx q0[1],q0[6],q0[5];
foo(1e-9,-pi/4) q0[5],q0[3];
