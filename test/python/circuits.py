# Circuits that the tests of output formats share.

# Qubits and gates. Every register starts in a state without symmetry, so that a wrong order of qubits, sign or phase shows.
CIRCUITS = {
    "rotations": (2, """
        RX(0.3, q[0]); RY(-1.1, q[1]); RZ(0.7, q[0]); PhaseShift(0.4, q[1])
        H(q); Rot(0.1, 0.2, 0.3, q[0]); U(0.5, 0.6, -0.7, q[1])
        S(q[0]); T(q[1]); SX(q); Y(q[0]); RX(1e-7, q[0]); RY(100.25, q[1])
    """),
    "controlled": (3, """
        RY([0.4, 1.3, 2.1], q); RZ(0.3, q)
        CNOT(q[0], q[1]); CY(q[1], q[2]); CZ(q[2], q[0]); CH(q[0], q[2])
        CRX(0.5, q[0], q[1]); CRY(-0.6, q[1], q[2]); CRZ(0.7, q[2], q[0]); ControlledPhaseShift(0.8, q[0], q[1])
        H(q); ctrl(SX, q[0])(q[1]); ctrl(S, q[1])(q[2]); ctrl(Rot, q[2])(0.1, 0.2, 0.3, q[0]); ctrl(U, q[0])(0.4, 0.5, 0.6, q[2])
        SWAP(q[0], q[2]); Toffoli(q[0], q[1], q[2]); CSWAP(q[2], q[0], q[1])
    """),
    "adjoint_and_pow": (3, """
        layer(0.4, q)
        RX([0.3, 0.6, 0.9], q)
        adjoint(layer)(0.9, q)
        adjoint { RY(0.2, q[0]); CNOT(q[0], q[2]); SX(q[2]) }
        pow(T, 3)(q[0]); pow(layer, 2)(0.15, q); adjoint(pow(layer, 3))(-0.35, q)
        ctrl(adjoint(S), q[0])(q[1]); H(q)
    """),
    "within_apply": (3, """
        RY([0.5, 1.0, 1.5], q)
        within { H(q[0]); CNOT(q[0], q[1]); RX(0.3, q[2]) } apply { RZ(0.8, q[1]); CZ(q[1], q[2]) }
        ctrl(q[0]) { within { H(q[1]); S(q[2]) } apply { RX(0.7, q[2]); CRY(1.2, q[1], q[2]) } }
    """),
    "multi_controlled": (5, """
        RY([0.9, 1.1, 1.3, 1.7, 0.6], q); RZ(0.4, q)
        ctrl(Z, q[:-1])(q[-1]); ctrl(X, q[0:3])(q[4]); ctrl(RY, q[1:4])(0.8, q[0]); ctrl(H, q[2:])(q[1])
        ctrl(q[0:3] == 5) { RX(0.9, q[3]); PhaseShift(0.5, q[4]) }
        ctrl(q[1:3]) { GlobalPhase(0.7) }
        H(q)
    """),
    "two_qubit_rotations": (4, """
        RY([0.9, 1.1, 1.3, 1.7], q)
        IsingZZ(0.4, q[0], q[1]); IsingXX(0.5, q[1], q[2]); IsingYY(-0.6, q[2], q[3]); IsingXY(0.7, q[3], q[0])
        MultiRZ(0.8, q); ISWAP(q[0], q[2]); ECR(q[1], q[3])
        SingleExcitation(0.3, q[0], q[1]); DoubleExcitation(0.9, q); ctrl(IsingZZ, q[0])(1.1, q[2], q[3])
        H(q)
    """),
    "qft": (4, """
        RY([0.3, 0.8, 1.3, 2.2], q)
        QFT(q)
        RZ([0.5, 0.6, 0.7, 0.8], q); RX(0.4, q[2])
        adjoint(QFT)(q[1:])
    """),
    "phase_estimation": (4, """
        X(q[3])
        QPE(eighth, q[:3], q[3:])
    """),
    "feature_map": (3, """
        ZZFeatureMap([0.3, 0.7, 1.9], q)
        StronglyEntanglingLayers([[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]], [[1.1, 1.2, 1.3], [1.4, 1.5, 1.6], [1.7, 1.8, 1.9]]], q)
    """),
}

GATES = """
gate layer(a: float, q: qubit[n]) { RX(a, q); for i in range(n - 1) { CRZ(2*a, q[i], q[i + 1]) }; H(q[0]); T(q[n - 1]) }
gate eighth(q: qubit[m]) { PhaseShift(0.3 * pi, q) }
"""
