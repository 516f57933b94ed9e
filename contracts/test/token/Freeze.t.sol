// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC7943Fungible} from "../../src/interfaces/IERC7943.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";

import {Stage} from "../Stage.sol";

contract FreezeUnitsTest is Stage {
    function setUp() public override {
        super.setUp();
        _activate();
        _mint(HOLDER, 600, "mint");
    }

    function test_frozen_units_stay_and_the_others_go() public {
        VM.expectEmit(address(token));
        emit IERC7943Fungible.Frozen(HOLDER, 400);
        _freezeUnits(HOLDER, 400);
        _transfer(HOLDER, OTHER_HOLDER, 200);
        _refuses(
            abi.encodeWithSelector(IERC7943Fungible.ERC7943InsufficientUnfrozenBalance.selector, HOLDER, 1, 0)
        );
        _transfer(HOLDER, OTHER_HOLDER, 1);
    }

    function test_more_may_be_frozen_than_is_held() public {
        _freezeUnits(HOLDER, type(uint256).max);
        _mint(HOLDER, 100, "more");
        VM.assertEq(token.getFrozenTokens(HOLDER), type(uint256).max, "frozen");
        VM.assertFalse(token.canTransfer(HOLDER, OTHER_HOLDER, 1), "nothing can go");
    }

    function test_units_are_frozen_and_freed_by_steps() public {
        VM.prank(TRANSFER_AGENT);
        token.freezePartialTokens(HOLDER, 300);
        VM.prank(TRANSFER_AGENT);
        token.unfreezePartialTokens(HOLDER, 100);
        VM.assertEq(token.getFrozenTokens(HOLDER), 200, "frozen");
        _refuses(abi.encodeWithSelector(ITrancheToken.FrozenTooLittle.selector, HOLDER, 200, 201));
        VM.prank(TRANSFER_AGENT);
        token.unfreezePartialTokens(HOLDER, 201);
    }

    function test_a_redemption_takes_frozen_units_last_and_unfreezes_first() public {
        _freezeUnits(HOLDER, 500);
        _redeem(HOLDER, 100, "free ones");
        VM.assertEq(token.getFrozenTokens(HOLDER), 500, "untouched");
        VM.expectEmit(address(token));
        emit IERC7943Fungible.Frozen(HOLDER, 300);
        _redeem(HOLDER, 200, "frozen ones");
        VM.assertEq(token.balanceOf(HOLDER), 300, "balance");
    }

    function test_a_barred_account_neither_sends_nor_receives_nor_is_minted_to() public {
        VM.prank(TRANSFER_AGENT);
        token.setAddressFrozen(HOLDER, true);
        VM.assertTrue(token.isFrozen(HOLDER), "barred");
        VM.assertFalse(token.canSend(HOLDER) || token.canReceive(HOLDER), "neither");
        _refuses(abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotSend.selector, HOLDER));
        _transfer(HOLDER, OTHER_HOLDER, 1);
        _refuses(abi.encodeWithSelector(ITrancheToken.HolderBarred.selector, HOLDER));
        _mint(HOLDER, 1, "no");
        VM.prank(TRANSFER_AGENT);
        token.setAddressFrozen(HOLDER, false);
        _transfer(HOLDER, OTHER_HOLDER, 1);
    }

    function test_only_the_transfer_agent_freezes_units(address caller) public {
        VM.assume(caller != TRANSFER_AGENT);
        bytes memory refusal =
            abi.encodeWithSelector(ITrancheToken.RoleMissing.selector, caller, bytes32("transfer agent"));
        _refuses(refusal);
        VM.prank(caller);
        _done(token.setFrozenTokens(HOLDER, 1));
        _refuses(refusal);
        VM.prank(caller);
        token.setAddressFrozen(HOLDER, true);
        _refuses(refusal);
        VM.prank(caller);
        token.freezePartialTokens(HOLDER, 1);
    }

    function _freezeUnits(address account, uint256 amount) private {
        VM.prank(TRANSFER_AGENT);
        VM.assertTrue(token.setFrozenTokens(account, amount), "done");
    }
}
