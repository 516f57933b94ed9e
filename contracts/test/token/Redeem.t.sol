// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";

import {Stage} from "../Stage.sol";

contract RedeemTest is Stage {
    function setUp() public override {
        super.setUp();
        _activate();
        _mint(HOLDER, 600, "mint");
    }

    function test_a_redemption_takes_the_tokens_away() public {
        VM.expectEmit(address(token));
        emit ITrancheToken.Redeemed("key", HOLDER, 200);
        _redeem(HOLDER, 200, "key");
        VM.assertEq(token.balanceOf(HOLDER), 400, "balance");
        VM.assertEq(token.totalSupply(), 400, "supply");
        VM.assertEq(token.cumulativeMinted(), 600, "cumulative");
        VM.assertTrue(token.redeemed("key"), "key");
    }

    function test_only_the_agent_redeems(address caller) public {
        VM.assume(caller != AGENT);
        _refuses(abi.encodeWithSelector(ITrancheToken.NotAgent.selector, caller));
        VM.prank(caller);
        token.redeem(HOLDER, 1, "key");
    }

    function test_a_key_redeems_once() public {
        _redeem(HOLDER, 200, "key");
        _refuses(abi.encodeWithSelector(ITrancheToken.RedemptionKeyUsed.selector, bytes32("key")));
        _redeem(HOLDER, 200, "key");
    }

    function test_a_mint_key_and_a_redemption_key_do_not_meet() public {
        _redeem(HOLDER, 200, "mint");
        VM.assertTrue(token.minted("mint") && token.redeemed("mint"), "both");
    }

    function test_a_redemption_of_nothing_is_refused() public {
        _refuses(abi.encodeWithSelector(ITrancheToken.AmountZero.selector, bytes32("key")));
        _redeem(HOLDER, 0, "key");
    }

    function test_a_redemption_beyond_the_balance_is_refused() public {
        _refuses(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, HOLDER, 600, 601));
        _redeem(HOLDER, 601, "key");
    }

    function test_a_holder_who_may_no_longer_hold_is_still_redeemed() public {
        _freeze(HOLDER);
        _redeem(HOLDER, 300, "frozen");
        VM.warp(STANDING_EXPIRY);
        _suspend();
        _redeem(HOLDER, 300, "expired");
        VM.assertEq(token.balanceOf(HOLDER), 0, "paid off");
    }
}
