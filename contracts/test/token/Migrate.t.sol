// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IEligibilityRegistry} from "../../src/interfaces/IEligibilityRegistry.sol";
import {IFilingRegistry} from "../../src/interfaces/IFilingRegistry.sol";
import {IMandates} from "../../src/interfaces/IMandates.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";
import {TrancheToken} from "../../src/TrancheToken.sol";

import {Stage} from "../Stage.sol";

contract MigrateTest is Stage {
    bytes32 private constant LATER = "filing 2027-1";
    uint256 private constant ALL = type(uint256).max;
    TrancheToken private next;

    function setUp() public override {
        super.setUp();
        _activate();
        _mint(HOLDER, 600, "one");
        _mint(OTHER_HOLDER, 400, "two");
        _activate(LATER, _propose(LATER));
        ITrancheToken.Terms memory terms = _terms();
        (terms.filingId, terms.predecessor) = (LATER, address(token));
        next = _deployed(terms);
        _bind(LATER, address(next));
    }

    function test_units_and_what_is_frozen_go_and_cash_stays() public {
        _pay(202609, 1_000);
        VM.prank(TRANSFER_AGENT);
        _done(token.setFrozenTokens(HOLDER, 100));
        _begin();
        _migrate();
        VM.assertEq(next.balanceOf(HOLDER) + next.balanceOf(OTHER_HOLDER), 1_000, "units");
        VM.assertEq(next.getFrozenTokens(HOLDER), 100, "frozen");
        VM.assertEq(token.totalSupply(), 0, "none left");
        VM.assertEq(next.cumulativeMinted(), 1_000, "counted against the later filing");
        VM.assertEq(_claim(HOLDER), 600, "what was owed is paid where it was owed");
    }

    function test_a_barred_account_stays_behind_until_it_is_barred_no_more() public {
        VM.prank(TRANSFER_AGENT);
        token.setAddressFrozen(HOLDER, true);
        _begin();
        _refuses(abi.encodeWithSelector(ITrancheToken.HolderBarred.selector, HOLDER));
        _migrate();
        VM.prank(TRANSFER_AGENT);
        token.setAddressFrozen(HOLDER, false);
        _migrate();
        VM.assertEq(next.balanceOf(HOLDER), 600, "gone over");
    }

    function test_a_migration_takes_agent_and_trustee_and_seven_days() public {
        _refuses(abi.encodeWithSelector(IMandates.OrderMissing.selector, address(token), address(next), ALL));
        VM.prank(AGENT);
        token.beginMigration(address(next));
        _order(address(token), address(next), ALL);
        uint256 notBefore = block.timestamp + 7 days;
        _refuses(abi.encodeWithSelector(IMandates.TooEarly.selector, notBefore, block.timestamp));
        VM.prank(AGENT);
        token.beginMigration(address(next));
        _refuses(abi.encodeWithSelector(ITrancheToken.NotAgent.selector, TRUSTEE));
        VM.prank(TRUSTEE);
        token.beginMigration(address(next));
    }

    function test_a_migration_ends_transfers_and_mints_for_good() public {
        _begin();
        VM.prank(TRUSTEE);
        token.setPaused(0);
        VM.assertEq(token.pauseLevels(), 11, "for good");
        _refuses(abi.encodeWithSelector(ITrancheToken.LevelPaused.selector, 11));
        _transfer(HOLDER, OTHER_HOLDER, 1);
    }

    function test_nothing_migrates_beyond_the_later_filings_cap() public {
        VM.prank(AGENT);
        next.mint(HOLDER, 1, "first");
        _begin();
        _refuses(abi.encodeWithSelector(ITrancheToken.CapExceeded.selector, CAP, 601, 400));
        _migrate();
    }

    function test_no_migration_begins_under_a_suspended_filing() public {
        VM.prank(GUARDIAN);
        filings.suspend(LATER, "reason");
        _order(address(token), address(next), ALL);
        VM.warp(block.timestamp + 7 days);
        _refuses(
            abi.encodeWithSelector(
                IFilingRegistry.FilingNotActive.selector, LATER, IFilingRegistry.Status.Suspended
            )
        );
        VM.prank(AGENT);
        token.beginMigration(address(next));
    }

    function test_whoever_stayed_behind_still_goes_over_when_the_later_filing_is_suspended_or_over() public {
        _freeze(OTHER_HOLDER);
        _begin();
        address[] memory holders = new address[](1);
        holders[0] = HOLDER;
        VM.prank(AGENT);
        token.migrate(holders);
        VM.prank(GUARDIAN);
        filings.suspend(LATER, "reason");
        VM.warp(VALID_UNTIL);
        IEligibilityRegistry.Standing memory renewed = _standing(HONG_KONG);
        renewed.expiry = VALID_UNTIL + 1 days;
        VM.prank(TRANSFER_AGENT);
        eligibility.set(OTHER_HOLDER, renewed, "renewed");
        VM.prank(TRANSFER_AGENT);
        eligibility.setFrozen(OTHER_HOLDER, false, "lifted");
        holders[0] = OTHER_HOLDER;
        VM.prank(AGENT);
        token.migrate(holders);
        VM.assertEq(next.balanceOf(OTHER_HOLDER), 400, "over, and nothing was issued anew");
    }

    function test_only_the_predecessor_hands_over(address caller) public {
        VM.assume(caller != address(token));
        _refuses(abi.encodeWithSelector(ITrancheToken.RoleMissing.selector, caller, bytes32("predecessor")));
        VM.prank(caller);
        next.receiveMigrated(HOLDER, 1, 0);
    }

    function test_a_token_that_names_another_predecessor_takes_nothing() public {
        TrancheToken other = _deployed(_terms());
        _order(address(token), address(other), ALL);
        VM.warp(block.timestamp + 7 days);
        _refuses(abi.encodeWithSelector(ITrancheToken.MigrationMissing.selector, address(other)));
        VM.prank(AGENT);
        token.beginMigration(address(other));
    }

    function _begin() private {
        _order(address(token), address(next), ALL);
        VM.warp(block.timestamp + 7 days);
        VM.prank(AGENT);
        token.beginMigration(address(next));
    }

    function _migrate() private {
        address[] memory holders = new address[](2);
        (holders[0], holders[1]) = (HOLDER, OTHER_HOLDER);
        VM.prank(AGENT);
        token.migrate(holders);
    }
}
