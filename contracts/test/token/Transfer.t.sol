// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IEligibilityRegistry} from "../../src/interfaces/IEligibilityRegistry.sol";

import {Stage} from "../Stage.sol";

contract TransferTest is Stage {
    function setUp() public override {
        super.setUp();
        _activate();
        _mint(HOLDER, 600, "mint");
    }

    function test_a_holder_pays_another() public {
        _transfer(HOLDER, OTHER_HOLDER, 250);
        VM.assertEq(token.balanceOf(HOLDER), 350, "from");
        VM.assertEq(token.balanceOf(OTHER_HOLDER), 250, "to");
    }

    function test_a_transfer_to_a_stranger_is_refused() public {
        _refusesHolder(OUTSIDER, IEligibilityRegistry.Reason.NotRegistered);
        _transfer(HOLDER, OUTSIDER, 1);
    }

    function test_a_transfer_from_a_frozen_holder_is_refused() public {
        _freeze(HOLDER);
        _refusesHolder(HOLDER, IEligibilityRegistry.Reason.Frozen);
        _transfer(HOLDER, OTHER_HOLDER, 1);
    }

    function test_a_transfer_by_allowance_obeys_the_same_rule() public {
        VM.prank(HOLDER);
        VM.assertTrue(token.approve(OUTSIDER, 10), "approve");
        VM.prank(OUTSIDER);
        VM.assertTrue(token.transferFrom(HOLDER, OTHER_HOLDER, 4), "to an eligible holder");

        _refusesHolder(OUTSIDER, IEligibilityRegistry.Reason.NotRegistered);
        VM.prank(OUTSIDER);
        _ignore(token.transferFrom(HOLDER, OUTSIDER, 4));
    }

    function test_a_transfer_to_nobody_is_refused() public {
        _refuses(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        _transfer(HOLDER, address(0), 1);
    }

    function test_a_transfer_to_oneself_changes_nothing(uint256 amount) public {
        _transfer(HOLDER, HOLDER, amount % 601);
        VM.assertEq(token.balanceOf(HOLDER), 600, "balance");
    }

    function test_a_suspension_of_issuance_does_not_stop_transfers() public {
        _suspend();
        _transfer(HOLDER, OTHER_HOLDER, 1);
    }

    function test_can_transfer_equals_the_outcome(
        uint8 who,
        uint8 whom,
        uint256 amount,
        bool freeze,
        bool mainland,
        bool code,
        uint64 later
    ) public {
        address[4] memory cast = [HOLDER, OTHER_HOLDER, OUTSIDER, address(0)];
        (address from, address to) = (cast[who % 4], cast[whom % 4]);
        VM.assume(from != address(0));
        if (amount % 3 != 0) amount = amount % 700;
        if (freeze) _freeze(OTHER_HOLDER);
        if (mainland) _register(OTHER_HOLDER, MAINLAND);
        if (code) VM.etch(OTHER_HOLDER, hex"00");
        VM.warp(block.timestamp + later % 250 days);

        bool said = token.canTransfer(from, to, amount);
        VM.prank(from);
        try token.transfer(to, amount) {
            VM.assertTrue(said, "it went through, so canTransfer must say yes");
        } catch {
            VM.assertFalse(said, "it was refused, so canTransfer must say no");
        }
    }

    function _transfer(address from, address to, uint256 amount) private {
        VM.prank(from);
        _ignore(token.transfer(to, amount));
    }

    function _ignore(bool) private pure {}
}
