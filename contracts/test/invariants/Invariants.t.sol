// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Stage} from "../Stage.sol";
import {Market} from "./Market.sol";

contract InvariantsTest is Stage {
    uint256 private constant FULL_RUN = 256;

    Market private market;

    function setUp() public override {
        super.setUp();
        _activate();
        address[] memory cast = new address[](4);
        (cast[0], cast[1], cast[2], cast[3]) = (HOLDER, OTHER_HOLDER, address(0x401F), OUTSIDER);
        _register(cast[2], HONG_KONG);
        market = new Market(
            token, Market.Roles(AGENT, ISSUER, TRUSTEE, GUARDIAN, TRANSFER_AGENT, PAYING_AGENT), cast
        );
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(market);
    }

    function invariant_never_more_minted_than_filed() public view {
        VM.assertTrue(token.cumulativeMinted() <= filings.capOf(FILING, CLASS_A), "cap");
    }

    function invariant_the_cap_counts_every_mint_and_forgets_none() public view {
        VM.assertEq(token.cumulativeMinted(), market.sumMinted(), "mints");
        VM.assertEq(market.mints(), market.keysUsed(), "keys");
    }

    function invariant_supply_is_minted_less_redeemed() public view {
        VM.assertEq(token.totalSupply(), market.sumMinted() - market.sumRedeemed(), "supply");
    }

    function invariant_balances_add_up_to_the_supply() public view {
        VM.assertEq(market.sumOfBalances(), token.totalSupply(), "balances");
    }

    function invariant_holders_are_those_who_hold() public view {
        VM.assertEq(token.holders(), market.holding(), "holders");
    }

    function invariant_cash_declared_is_owed_carried_or_paid() public view {
        (uint256 declared, uint256 carried,) = token.cash();
        VM.assertEq(declared, market.sumDeclared(), "declared");
        uint256 told = market.sumOfOwed() + market.sumClaimed();
        VM.assertTrue(told <= declared, "never more than was declared");
        // Each holder keeps less than one minor unit in its places, and what is carried is less than one as well.
        VM.assertTrue(declared - told <= 4 + (carried >> 32) + 1, "nothing is lost");
    }

    function invariant_cash_held_covers_all_that_is_owed() public view {
        VM.assertEq(asset.balanceOf(address(distributor)), market.sumDeclared() - market.sumClaimed(), "cash");
    }

    function invariant_nothing_forbidden_ever_works() public view {
        VM.assertEq(market.breaches(), 0, "breaches");
    }

    function invariant_one_who_was_never_cleared_holds_nothing() public view {
        VM.assertEq(token.balanceOf(OUTSIDER), 0, "outsider");
    }

    /// After each full run: every act was really done, so that no invariant holds by nothing happening. (A
    /// shorter run is a stored failure being tried again.)
    function afterInvariant() public view {
        if (market.calls() < FULL_RUN) return;
        VM.assertTrue(market.mints() > 0, "no mint");
        VM.assertTrue(market.redemptions() > 0, "no redemption");
        VM.assertTrue(market.transfers() > 0, "no transfer");
        VM.assertTrue(market.freezes() > 0, "no freeze");
        VM.assertTrue(market.partialFreezes() > 0, "no partial freeze");
        VM.assertTrue(market.closes() + market.closesByRecord() > 0, "no distribution");
        VM.assertTrue(market.claims() > 0, "no claim");
        VM.assertTrue(market.suspensions() > 0, "no suspension");
        VM.assertTrue(market.resumptions() > 0, "no resumption");
        VM.assertTrue(market.refusedMints() > 0, "no forbidden mint");
        VM.assertTrue(market.refusedTransfers() > 0, "no forbidden transfer");
    }
}
