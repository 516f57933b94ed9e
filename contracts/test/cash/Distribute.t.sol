// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Distributor} from "../../src/Distributor.sol";
import {IDistributor} from "../../src/interfaces/IDistributor.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";
import {IEligibilityRegistry} from "../../src/interfaces/IEligibilityRegistry.sol";
import {Holdings} from "../../src/Holdings.sol";

import {Asset} from "../Asset.sol";
import {Stage} from "../Stage.sol";

contract DistributeTest is Stage {
    function setUp() public override {
        super.setUp();
        _activate();
        _mint(HOLDER, 600, "one");
        _mint(OTHER_HOLDER, 400, "two");
    }

    function test_cash_is_divided_by_units_and_claimed_once() public {
        _pay(202609, 1_000);
        VM.assertEq(token.owedTo(HOLDER), 600, "owed");
        VM.assertEq(_claim(HOLDER), 600, "claimed");
        VM.assertEq(_claim(HOLDER), 0, "once");
        VM.assertEq(asset.balanceOf(HOLDER), 600, "paid");
        VM.assertEq(asset.balanceOf(address(distributor)), 400, "the others' cash stays");
    }

    function test_one_claim_settles_every_period() public {
        _pay(202609, 1_000);
        _pay(202610, 2_000);
        _pay(202611, 3_000);
        VM.assertEq(_claim(HOLDER), 3_600, "all of them");
    }

    function test_what_is_transferred_after_the_close_carries_no_claim() public {
        _close(202609, 1_000);
        _transfer(HOLDER, OTHER_HOLDER, 600);
        VM.prank(PAYING_AGENT);
        distributor.fund(address(token), 1_000);
        VM.assertEq(_claim(HOLDER), 600, "who held at the close");
        VM.assertEq(_claim(OTHER_HOLDER), 400, "and nobody after it");
    }

    function test_nobody_claims_before_all_that_was_declared_is_funded() public {
        _close(202609, 1_000);
        VM.prank(PAYING_AGENT);
        distributor.fund(address(token), 999);
        _refuses(abi.encodeWithSelector(IDistributor.NotFunded.selector, 1_000, 999));
        _claim(HOLDER);
    }

    function test_a_frozen_or_expired_holder_is_owed_and_not_paid() public {
        _freeze(HOLDER);
        _pay(202609, 1_000);
        _refusesHolder(HOLDER, IEligibilityRegistry.Reason.Frozen);
        _claim(HOLDER);
        VM.prank(TRANSFER_AGENT);
        eligibility.setFrozen(HOLDER, false, "lifted");
        VM.warp(STANDING_EXPIRY);
        _refusesHolder(HOLDER, IEligibilityRegistry.Reason.Expired);
        _claim(HOLDER);
        VM.assertEq(token.owedTo(HOLDER), 600, "still owed");
    }

    function test_a_barred_holder_is_owed_and_not_paid() public {
        VM.prank(TRANSFER_AGENT);
        token.setAddressFrozen(HOLDER, true);
        _pay(202609, 1_000);
        _refuses(abi.encodeWithSelector(ITrancheToken.HolderBarred.selector, HOLDER));
        _claim(HOLDER);
    }

    function test_a_period_is_closed_once_and_in_order() public {
        _pay(202610, 1_000);
        _refusesClose(
            abi.encodeWithSelector(IDistributor.PeriodNotOpen.selector, 202610), 202610, 1_000, 1_000
        );
        _refusesClose(
            abi.encodeWithSelector(IDistributor.PeriodNotOpen.selector, 202609), 202609, 1_000, 1_000
        );
        _refusesClose(
            abi.encodeWithSelector(IDistributor.PeriodNotOpen.selector, 202613), 202613, 1_000, 1_000
        );
        _refusesClose(
            abi.encodeWithSelector(IDistributor.PeriodNotOpen.selector, 202700), 202700, 1_000, 1_000
        );
    }

    function test_only_the_paying_agent_closes_and_only_the_distributor_declares(address caller) public {
        VM.assume(caller != PAYING_AGENT && caller != address(distributor));
        _refuses(abi.encodeWithSelector(IDistributor.NotPayingAgent.selector, caller));
        VM.prank(caller);
        distributor.close(address(token), 202609, 1, 1_000, new uint256[](0));
        _refuses(abi.encodeWithSelector(ITrancheToken.RoleMissing.selector, caller, bytes32("distributor")));
        VM.prank(caller);
        _told(token.declare(1, 1_000, new uint256[](0)));
        _refuses(abi.encodeWithSelector(ITrancheToken.RoleMissing.selector, caller, bytes32("distributor")));
        VM.prank(caller);
        _told(token.collect(HOLDER));
    }

    function test_an_asset_that_the_filing_does_not_name_pays_nobody() public {
        Asset other = new Asset(6, PAYING_AGENT, 1e9);
        distributor = _distributor(other);
        _refuses(abi.encodeWithSelector(IDistributor.AssetNotFiled.selector, address(other)));
        VM.prank(PAYING_AGENT);
        distributor.fund(address(token), 1);
        _refusesClose(
            abi.encodeWithSelector(IDistributor.AssetNotFiled.selector, address(other)), 202609, 1, 1_000
        );
    }

    function test_an_asset_of_many_decimals_is_refused() public {
        Asset other = new Asset(18, PAYING_AGENT, 1e9);
        _refuses(abi.encodeWithSelector(IDistributor.AssetNotFiled.selector, address(other)));
        _distributor(other);
    }

    function test_a_sum_that_the_ledger_cannot_count_is_refused() public {
        _refusesClose(
            abi.encodeWithSelector(Holdings.CashTooLarge.selector, uint256(1) << 64),
            202609,
            uint256(1) << 64,
            1_000
        );
    }

    /// A token that nobody funded takes nothing, whatever it says it is owed.
    function test_a_token_takes_no_more_than_was_funded_for_it() public {
        _pay(202609, 1_000);
        Greedy greedy = new Greedy();
        _refuses(abi.encodeWithSelector(IDistributor.NotFunded.selector, 1_000, 0));
        VM.prank(HOLDER);
        _told(distributor.claim(address(greedy)));
    }

    /* BY BANK */

    function test_entitlements_are_anchored_once_and_confirmed_up_to_their_total() public {
        VM.roll(100);
        _anchor();
        VM.assertEq(distributor.entitlementsOf(address(token), 202609).total, 500, "total");
        _confirm(300);
        _refuses(abi.encodeWithSelector(IDistributor.ConfirmedTooMuch.selector, 500, 300, 201));
        _confirm(201);
        _confirm(200);
        _refuses(abi.encodeWithSelector(IDistributor.PeriodNotOpen.selector, 202609));
        _anchor();
    }

    function test_entitlements_of_what_is_no_month_are_refused() public {
        VM.roll(100);
        uint32[4] memory none = [uint32(13), 202_600, 202_613, 4_294_967_212];
        for (uint256 i; i < none.length; ++i) {
            _refuses(abi.encodeWithSelector(IDistributor.PeriodNotOpen.selector, none[i]));
            VM.prank(PAYING_AGENT);
            distributor.anchorEntitlements(address(token), none[i], 42, "root", 500, "digest");
            _refusesClose(
                abi.encodeWithSelector(IDistributor.PeriodNotOpen.selector, none[i]), none[i], 1, 1_000
            );
        }
    }

    function test_entitlements_of_a_block_to_come_are_refused() public {
        VM.roll(10);
        _refuses(abi.encodeWithSelector(IDistributor.EntitlementsInvalid.selector));
        _anchor();
    }

    function _anchor() private {
        VM.prank(PAYING_AGENT);
        distributor.anchorEntitlements(address(token), 202609, 42, "root", 500, "digest");
    }

    function _confirm(uint128 paid) private {
        VM.prank(PAYING_AGENT);
        distributor.confirmPayments(address(token), 202609, "file", paid);
    }

    function _told(uint256) private pure {}
}

contract Greedy {
    function collect(address) external pure returns (uint256) {
        return 1_000;
    }
}
