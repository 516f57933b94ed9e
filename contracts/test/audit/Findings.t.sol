// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IERC7943Fungible} from "../../src/interfaces/IERC7943.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";

import {monthOf} from "../Cheats.sol";
import {Holdings} from "../../src/Holdings.sol";
import {Stage} from "../Stage.sol";

/// @notice What audits found in other security tokens, each tried here. The words before a test are the finding.
contract FindingsTest is Stage {
    address private constant BARRED_PAYEE = address(0x401F);

    function setUp() public override {
        super.setUp();
        _activate();
        _mint(HOLDER, 600, "one");
        _mint(OTHER_HOLDER, 400, "two");
    }

    /// A distribution in batches recomputed the supply from live balances: whoever moved between two batches was paid
    /// twice.
    function test_finding_1_moving_between_claims_pays_nobody_twice() public {
        _pay(202609, 1_000);
        uint256 paid = _claim(HOLDER);
        _transfer(HOLDER, OTHER_HOLDER, 600);
        paid += _claim(OTHER_HOLDER);
        _transfer(OTHER_HOLDER, HOLDER, 1_000);
        paid += _claim(HOLDER) + _claim(OTHER_HOLDER);
        VM.assertEq(paid, 1_000, "once each");
    }

    /// What did not divide went to the last holder: lost when that one was barred, stolen by becoming the last.
    function test_finding_2_what_does_not_divide_is_carried_to_the_next_period() public {
        for (uint32 period = 1; period <= 30; ++period) {
            _pay(monthOf(period), 1);
        }
        uint256 owed = token.owedTo(HOLDER) + token.owedTo(OTHER_HOLDER);
        VM.assertTrue(owed <= 30 && 30 - owed <= 2, "all of it but less than one unit a holder");
        VM.assertTrue(token.owedTo(HOLDER) >= 17 && token.owedTo(OTHER_HOLDER) >= 11, "by units held");
    }

    /// One payee whom the asset bars stopped the payment of all.
    function test_finding_3_a_payee_whom_the_asset_bars_stops_nobody_else() public {
        _pay(202609, 1_000);
        // The asset refuses one payee, as a blacklist does.
        VM.etch(address(asset), address(new Barring(HOLDER)).code);
        VM.expectRevert();
        _claim(HOLDER);
        VM.assertEq(_claim(OTHER_HOLDER), 400, "the other is paid");
        VM.assertEq(token.owedTo(HOLDER), 600, "and the first is still owed");
    }

    /// Mint and burn went round the pause.
    function test_finding_4_no_level_of_pause_is_gone_round() public {
        VM.prank(TRUSTEE);
        token.setPaused(7);
        bytes memory refusal = abi.encodeWithSelector(ITrancheToken.LevelPaused.selector, 7);
        _refuses(refusal);
        _mint(HOLDER, 1, "mint");
        _refuses(refusal);
        _redeem(HOLDER, 1, "redeem");
        _refuses(refusal);
        _transfer(HOLDER, OTHER_HOLDER, 1);
    }

    /// A forced transfer used up the holder's allowances, or left more frozen than was held.
    function test_finding_5_a_forced_transfer_unfreezes_first_and_leaves_allowances() public {
        VM.prank(HOLDER);
        _done(token.approve(OTHER_HOLDER, 50));
        VM.prank(TRANSFER_AGENT);
        _done(token.setFrozenTokens(HOLDER, 600));
        _order(HOLDER, OTHER_HOLDER, 100);
        VM.expectEmit(address(token));
        emit IERC7943Fungible.Frozen(HOLDER, 500);
        VM.expectEmit(address(token));
        emit IERC20.Transfer(HOLDER, OTHER_HOLDER, 100);
        VM.prank(TRANSFER_AGENT);
        _done(token.forcedTransfer(HOLDER, OTHER_HOLDER, 100));
        VM.assertEq(token.allowance(HOLDER, OTHER_HOLDER), 50, "allowance");
    }

    /// `canTransfer` said yes to more than was held.
    function test_finding_6_can_transfer_says_no_to_more_than_is_held() public {
        VM.assertTrue(token.canTransfer(HOLDER, OTHER_HOLDER, 600), "all");
        VM.assertFalse(token.canTransfer(HOLDER, OTHER_HOLDER, 601), "more");
        _refuses(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, HOLDER, 600, 601));
        _transfer(HOLDER, OTHER_HOLDER, 601);
    }

    /// Somebody else called a proxy's `initialize` first.
    function test_finding_7_nothing_is_left_to_initialise() public {
        string[3] memory names = ["initialize()", "initialize(address)", "upgradeToAndCall(address,bytes)"];
        for (uint256 i; i < 3; ++i) {
            (bool answered,) = address(token).call(abi.encodeWithSignature(names[i], AGENT, ""));
            VM.assertFalse(answered, names[i]);
        }
    }

    /// A recovery left behind what the lost account was owed, and forgot that it was barred.
    function test_finding_8_a_recovery_leaves_nothing_behind() public {
        _register(BARRED_PAYEE, HONG_KONG);
        _pay(202609, 1_000);
        VM.prank(TRANSFER_AGENT);
        token.setAddressFrozen(HOLDER, true);
        _order(HOLDER, BARRED_PAYEE, type(uint256).max);
        VM.warp(block.timestamp + 3 days);
        VM.prank(TRANSFER_AGENT);
        _done(token.recoveryAddress(HOLDER, BARRED_PAYEE, address(0)));
        VM.assertEq(token.owedTo(BARRED_PAYEE), 600, "cash");
        VM.assertTrue(token.isFrozen(BARRED_PAYEE), "bar");
        VM.assertEq(token.owedTo(HOLDER) + token.balanceOf(HOLDER), 0, "nothing");
    }

    /// Burning lowered the count of what was issued, so the limit could be issued again.
    function test_finding_9_burning_frees_nothing_of_the_cap() public {
        _redeem(HOLDER, 600, "all of it");
        _refuses(abi.encodeWithSelector(ITrancheToken.CapExceeded.selector, CAP, 1_000, 1));
        _mint(HOLDER, 1, "again");
    }

    /// A transfer to oneself was settled twice.
    function test_finding_10_a_transfer_to_oneself_pays_nothing_twice(uint256 amount) public {
        _pay(202609, 1_000);
        _transfer(HOLDER, HOLDER, amount % 601);
        VM.assertEq(token.balanceOf(HOLDER), 600, "units");
        VM.assertEq(_claim(HOLDER), 600, "cash");
        VM.assertEq(token.holders(), 2, "holders");
    }

    /// A snapshot engine hooked into every transfer made it dearer with each record date, and could stop it.
    function test_finding_11_a_transfer_costs_the_same_after_many_periods() public {
        _pay(monthOf(1), 1_000);
        _transfer(HOLDER, OTHER_HOLDER, 1);
        uint256 once = _gasOfTransfer();
        for (uint32 period = 2; period <= 60; ++period) {
            _pay(monthOf(period), 1_000);
        }
        uint256 many = _gasOfTransfer();
        VM.assertTrue(many < once + 1_000, "sixty periods, one settlement");
    }

    /// Eligibility was a loop over issuers and topics, whose cost nobody bounded.
    function test_finding_12_who_may_hold_is_one_word() public view {
        bool may = token.canReceive(OTHER_HOLDER);
        VM.assertTrue(VM.lastCallGas().used < 20_000, "one word and one look at code");
        VM.assertTrue(may, "may");
    }

    /// Cash was declared where nobody held anything.
    function test_nothing_is_declared_where_nobody_holds() public {
        _redeem(HOLDER, 600, "one");
        _redeem(OTHER_HOLDER, 400, "two");
        _refusesClose(abi.encodeWithSelector(Holdings.NothingOutstanding.selector), 202609, 1_000, 0);
    }

    function _gasOfTransfer() private returns (uint256) {
        VM.prank(HOLDER);
        _done(token.transfer(OTHER_HOLDER, 1));
        return VM.lastCallGas().used;
    }
}

/// @notice An asset in whose place every payment works but one.
contract Barring {
    address private immutable _barred;

    constructor(address barred) {
        _barred = barred;
    }

    function transfer(address to, uint256) external view returns (bool) {
        require(to != _barred, "barred");
        return true;
    }
}
