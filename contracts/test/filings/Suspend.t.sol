// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IFilingRegistry} from "../../src/interfaces/IFilingRegistry.sol";

import {Stage} from "../Stage.sol";

contract SuspendTest is Stage {
    function setUp() public override {
        super.setUp();
        _activate();
    }

    function test_the_guardian_suspends() public {
        VM.expectEmit(address(filings));
        emit IFilingRegistry.IssuanceSuspended(FILING, 1, "reason");
        _suspend();
        VM.assertTrue(_status() == IFilingRegistry.Status.Suspended, "suspended");
    }

    function test_nobody_else_suspends(address caller) public {
        VM.assume(caller != GUARDIAN);
        _refuses(abi.encodeWithSelector(IFilingRegistry.RoleMissing.selector, caller, bytes32("guardian")));
        VM.prank(caller);
        filings.suspend(FILING, "reason");
    }

    function test_the_guardian_can_do_nothing_else() public {
        _suspend();
        _refuses(
            abi.encodeWithSelector(
                IFilingRegistry.RoleMissing.selector, GUARDIAN, bytes32("issuer or trustee")
            )
        );
        VM.prank(GUARDIAN);
        filings.resume(FILING, 1);
    }

    function test_what_is_suspended_is_not_suspended_again() public {
        _suspend();
        _refuses(
            abi.encodeWithSelector(
                IFilingRegistry.WrongStatus.selector, FILING, IFilingRegistry.Status.Suspended
            )
        );
        _suspend();
    }

    function test_what_was_never_active_is_not_suspended() public {
        _propose("filing 2026-2");
        _refuses(
            abi.encodeWithSelector(
                IFilingRegistry.WrongStatus.selector,
                bytes32("filing 2026-2"),
                IFilingRegistry.Status.Proposed
            )
        );
        VM.prank(GUARDIAN);
        filings.suspend("filing 2026-2", "reason");
    }
}
