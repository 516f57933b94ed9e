// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IEligibilityRegistry} from "../../src/interfaces/IEligibilityRegistry.sol";

import {Stage} from "../Stage.sol";

contract RegisterTest is Stage {
    function test_a_registered_holder_may_hold() public view {
        _isHeldBackFor(HOLDER, IEligibilityRegistry.Reason.None);
    }

    function test_a_registration_leaves_an_event_with_its_commitment() public {
        VM.expectEmit(address(eligibility));
        emit IEligibilityRegistry.StandingSet(OUTSIDER, _word(SINGAPORE), "commitment");
        _register(OUTSIDER, SINGAPORE);
    }

    function test_only_the_transfer_agent_registers(address caller) public {
        VM.assume(caller != TRANSFER_AGENT);
        _refuses(abi.encodeWithSelector(IEligibilityRegistry.NotTransferAgent.selector, caller));
        VM.prank(caller);
        eligibility.set(OUTSIDER, _standing(SINGAPORE), "commitment");
    }

    function test_a_stranger_may_not_hold() public view {
        _isHeldBackFor(OUTSIDER, IEligibilityRegistry.Reason.NotRegistered);
    }

    function test_a_mainland_resident_may_never_hold(uint64 expiry, uint32 classes, uint32 mask) public {
        VM.prank(TRANSFER_AGENT);
        eligibility.set(
            HOLDER, IEligibilityRegistry.Standing(expiry, classes, MAINLAND, false, false), "commitment"
        );
        VM.assertTrue(eligibility.check(HOLDER, mask) != IEligibilityRegistry.Reason.None, "mainland");
    }

    function test_an_unknown_jurisdiction_is_not_a_cleared_one() public {
        _register(HOLDER, 0);
        _isHeldBackFor(HOLDER, IEligibilityRegistry.Reason.JurisdictionUnknown);
    }

    function test_a_standing_ends_at_its_expiry() public {
        VM.warp(STANDING_EXPIRY - 1);
        _isHeldBackFor(HOLDER, IEligibilityRegistry.Reason.None);
        VM.warp(STANDING_EXPIRY);
        _isHeldBackFor(HOLDER, IEligibilityRegistry.Reason.Expired);
    }

    function test_clearance_for_one_class_is_not_clearance_for_another() public view {
        VM.assertTrue(
            eligibility.check(HOLDER, MASK << 1) == IEligibilityRegistry.Reason.ClassNotCleared, "class"
        );
    }

    function test_an_account_with_code_may_not_hold() public {
        VM.etch(HOLDER, hex"00");
        _isHeldBackFor(HOLDER, IEligibilityRegistry.Reason.AccountHasCode);
    }

    function test_a_nominee_is_flagged_and_may_hold() public {
        IEligibilityRegistry.Standing memory standing = _standing(HONG_KONG);
        standing.nominee = true;
        VM.prank(TRANSFER_AGENT);
        eligibility.set(HOLDER, standing, "commitment");
        VM.assertTrue(eligibility.standingOf(HOLDER).nominee, "flag");
        _isHeldBackFor(HOLDER, IEligibilityRegistry.Reason.None);
    }

    function test_a_standing_comes_back_as_it_was_set(IEligibilityRegistry.Standing memory standing) public {
        VM.prank(TRANSFER_AGENT);
        eligibility.set(HOLDER, standing, "commitment");
        VM.assertEq(
            keccak256(abi.encode(eligibility.standingOf(HOLDER))), keccak256(abi.encode(standing)), "standing"
        );
    }

    function test_both_sides_and_many_are_judged_as_one_by_one() public {
        _register(HOLDER, MAINLAND);
        address[4] memory cast = [OTHER_HOLDER, HOLDER, OUTSIDER, address(0)];
        uint256[] memory orders = new uint256[](4);
        for (uint256 i; i < 4; ++i) {
            orders[i] = uint256(uint160(cast[i])) << 96 | i;
        }
        for (uint256 i; i < 4; ++i) {
            (IEligibilityRegistry.Reason from, IEligibilityRegistry.Reason to) =
                eligibility.checkBoth(cast[i], cast[3 - i], MASK);
            VM.assertTrue(from == eligibility.check(cast[i], MASK), "from");
            VM.assertTrue(to == eligibility.check(cast[3 - i], MASK), "to");
            (uint256 refused, IEligibilityRegistry.Reason reason) = eligibility.checkAll(orders, i, MASK);
            VM.assertEq(refused, i == 0 ? 1 : i, "the first who may not");
            VM.assertTrue(reason == eligibility.check(cast[refused], MASK), "why");
        }
        (uint256 none, IEligibilityRegistry.Reason why) = eligibility.checkAll(orders, 4, MASK);
        VM.assertEq(none, 4, "nobody left");
        VM.assertTrue(why == IEligibilityRegistry.Reason.None, "nothing");
    }

    function test_many_are_registered_at_once() public {
        (address[] memory accounts, IEligibilityRegistry.Standing[] memory standings) = _two();
        VM.prank(TRANSFER_AGENT);
        eligibility.setBatch(accounts, standings, new bytes32[](2));
        _isHeldBackFor(accounts[0], IEligibilityRegistry.Reason.None);
        _isHeldBackFor(accounts[1], IEligibilityRegistry.Reason.None);
    }

    function test_a_batch_with_lists_of_different_length_is_refused() public {
        (address[] memory accounts, IEligibilityRegistry.Standing[] memory standings) = _two();
        _refuses(abi.encodeWithSelector(IEligibilityRegistry.LengthsDiffer.selector, 2, 2, 1));
        VM.prank(TRANSFER_AGENT);
        eligibility.setBatch(accounts, standings, new bytes32[](1));
    }

    function test_a_batch_is_the_transfer_agents_too() public {
        (address[] memory accounts, IEligibilityRegistry.Standing[] memory standings) = _two();
        _refuses(abi.encodeWithSelector(IEligibilityRegistry.NotTransferAgent.selector, OUTSIDER));
        VM.prank(OUTSIDER);
        eligibility.setBatch(accounts, standings, new bytes32[](2));
    }

    function test_the_zero_account_is_nobody() public {
        _refuses(abi.encodeWithSelector(IEligibilityRegistry.AccountInvalid.selector, address(0)));
        VM.prank(TRANSFER_AGENT);
        eligibility.set(address(0), _standing(SINGAPORE), "commitment");
    }

    function _two()
        private
        pure
        returns (address[] memory accounts, IEligibilityRegistry.Standing[] memory standings)
    {
        accounts = new address[](2);
        standings = new IEligibilityRegistry.Standing[](2);
        (accounts[0], accounts[1]) = (address(0xBA7C1), address(0xBA7C2));
        (standings[0], standings[1]) = (_standing(SINGAPORE), _standing(HONG_KONG));
    }

    function _isHeldBackFor(address account, IEligibilityRegistry.Reason reason) private view {
        VM.assertEq(uint256(eligibility.check(account, MASK)), uint256(reason), "reason");
    }
}
