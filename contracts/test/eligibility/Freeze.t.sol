// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IEligibilityRegistry} from "../../src/interfaces/IEligibilityRegistry.sol";

import {Stage} from "../Stage.sol";

contract FreezeTest is Stage {
    function test_a_frozen_account_may_not_hold() public {
        _freeze(HOLDER);
        VM.assertTrue(eligibility.check(HOLDER, MASK) == IEligibilityRegistry.Reason.Frozen, "frozen");
    }

    function test_lifting_the_bar_restores_the_rest_of_the_standing() public {
        _freeze(HOLDER);
        VM.prank(TRANSFER_AGENT);
        eligibility.setFrozen(HOLDER, false, "order lifted");
        VM.assertEq(
            keccak256(abi.encode(eligibility.standingOf(HOLDER))),
            keccak256(abi.encode(_standing(HONG_KONG))),
            "standing"
        );
    }

    function test_a_renewed_standing_lifts_no_freeze() public {
        _freeze(HOLDER);
        _register(HOLDER, SINGAPORE);
        VM.assertTrue(eligibility.check(HOLDER, MASK) == IEligibilityRegistry.Reason.Frozen, "one");
        address[] memory accounts = new address[](1);
        IEligibilityRegistry.Standing[] memory standings = new IEligibilityRegistry.Standing[](1);
        (accounts[0], standings[0]) = (HOLDER, _standing(SINGAPORE));
        VM.prank(TRANSFER_AGENT);
        eligibility.setBatch(accounts, standings, new bytes32[](1));
        VM.assertTrue(eligibility.check(HOLDER, MASK) == IEligibilityRegistry.Reason.Frozen, "many");
        VM.prank(TRANSFER_AGENT);
        eligibility.setFrozen(HOLDER, false, "order lifted");
        VM.assertTrue(eligibility.check(HOLDER, MASK) == IEligibilityRegistry.Reason.None, "by its own act");
    }

    function test_a_freeze_leaves_an_event() public {
        VM.expectEmit(address(eligibility));
        emit IEligibilityRegistry.StandingSet(HOLDER, _word(HONG_KONG) | 1 << 112, "order");
        _freeze(HOLDER);
    }

    function test_only_the_transfer_agent_freezes(address caller) public {
        VM.assume(caller != TRANSFER_AGENT);
        _refuses(abi.encodeWithSelector(IEligibilityRegistry.NotTransferAgent.selector, caller));
        VM.prank(caller);
        eligibility.setFrozen(HOLDER, true, "order");
    }
}
