"""ACTUS contracts turned into events, and the events set beside the published test vectors of the standard.

    contracts     the terms of one contract, and the file of test vectors they come in
    schedules     cycles, stubs, ends of months and business days
    timeline      which events a contract has, and when
    states        what each event pays and leaves behind
    conformance   computed events beside the published ones

Contract types: PAM, ANN, LAM, NAM, CLM, UMP and CSH. Arithmetic is exact; the published figures are doubles.

Source: ACTUS Technical Specification 1.1 (Algorithmic Contract Types Unified Standards), sections 2 and 7, and the
published test vectors, which decide where the text leaves a choice. The projection of pools does not go through here.
"""
