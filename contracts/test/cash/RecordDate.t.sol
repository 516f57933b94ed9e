// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IMandates} from "../../src/interfaces/IMandates.sol";
import {Holdings} from "../../src/Holdings.sol";

import {Stage} from "../Stage.sol";

/// Cash belongs to who held on the record date, whatever moved between it and the division.
contract RecordDateTest is Stage {
    uint64 private constant UNITS = 900;

    function setUp() public override {
        super.setUp();
        _activate();
        _mint(HOLDER, 600, "one");
        _mint(OTHER_HOLDER, 300, "two");
    }

    function test_what_is_transferred_after_the_record_date_carries_no_claim() public {
        _transfer(HOLDER, OTHER_HOLDER, 600);
        _closeByRecord(202609, 900, UNITS, _both(600, 300));
        VM.assertEq(token.owedTo(HOLDER), 600, "who held then");
        VM.assertEq(token.owedTo(OTHER_HOLDER), 300, "and not who holds now");
        _close(202610, 900);
        VM.assertEq(token.owedTo(HOLDER), 600, "nothing of the next month");
        VM.assertEq(token.owedTo(OTHER_HOLDER), 1_200, "which is the new holder's");
    }

    function test_one_who_was_paid_off_after_the_record_date_is_still_owed() public {
        _redeem(HOLDER, 600, "back");
        _closeByRecord(202609, 900, UNITS, _one(HOLDER, 600));
        VM.assertEq(token.owedTo(HOLDER), 600, "the one without units");
        VM.assertEq(token.owedTo(OTHER_HOLDER), 300, "no more than before");
    }

    function test_a_class_without_units_is_still_paid_what_came_in_for_its_last_record_date() public {
        _redeem(HOLDER, 600, "back");
        _redeem(OTHER_HOLDER, 300, "all");
        _closeByRecord(202609, 901, UNITS, _both(600, 300));
        VM.assertEq(token.owedTo(HOLDER), 600, "one");
        VM.assertEq(token.owedTo(OTHER_HOLDER), 300, "two");
        (, uint256 carried,) = token.cash();
        VM.assertEq(carried, (uint256(901) << 32) % UNITS, "the rest is carried");
    }

    function test_what_is_minted_after_the_record_date_has_no_part() public {
        _mint(HOLDER, 100, "more");
        _closeByRecord(202609, 900, UNITS, _one(HOLDER, 600));
        VM.assertEq(token.owedTo(HOLDER), 600, "by the units of the record date");
        VM.assertEq(token.owedTo(OTHER_HOLDER), 300, "and nobody has less by it");
    }

    function test_a_freeze_and_a_bar_outlast_the_division() public {
        _transfer(HOLDER, OTHER_HOLDER, 100);
        VM.prank(TRANSFER_AGENT);
        _done(token.setFrozenTokens(HOLDER, 500));
        VM.prank(TRANSFER_AGENT);
        token.setAddressFrozen(OTHER_HOLDER, true);
        _closeByRecord(202609, 900, UNITS, _both(600, 300));
        VM.assertTrue(token.isFrozen(OTHER_HOLDER), "barred");
        VM.assertTrue(!token.canTransfer(HOLDER, OTHER_HOLDER, 1), "frozen");
        VM.assertEq(token.owedTo(HOLDER) + token.owedTo(OTHER_HOLDER), 900, "owed");
    }

    function test_no_other_register_than_the_one_that_the_trustee_ordered() public {
        _transfer(HOLDER, OTHER_HOLDER, 600);
        uint256[] memory recorded = _both(600, 300);
        _orderDivision(202609, 900, UNITS, recorded);
        _refusesOther(202610, 900, UNITS, recorded);
        _refusesOther(202609, 901, UNITS, recorded);
        _refusesOther(202609, 900, UNITS, _both(601, 299));
        _refusesOther(202609, 900, UNITS, new uint256[](0));
        _closeAs(202609, 900, UNITS, recorded);
        VM.assertEq(token.owedTo(HOLDER), 600, "as ordered");
        _refusesOther(202610, 900, UNITS, recorded);
    }

    function test_the_paying_agent_alone_turns_no_cash_to_who_bought() public {
        _transfer(HOLDER, OTHER_HOLDER, 600);
        _refusesOther(202609, 900, UNITS, new uint256[](0));
    }

    function test_a_register_that_does_not_add_up_is_refused() public {
        _transfer(HOLDER, OTHER_HOLDER, 600);
        _refusesRegister(_both(600, 299), 899, UNITS);
        _refusesRegister(_one(HOLDER, 600), 1_500, UNITS);
        _refusesRegister(_one(HOLDER, type(uint96).max), uint256(type(uint96).max) + 900, UNITS);
        _refusesClose(
            abi.encodeWithSelector(Holdings.RegisterDiffers.selector, UNITS, UNITS + 1),
            202609,
            900,
            UNITS + 1
        );
    }

    function test_however_many_units_are_said_what_was_declared_stays() public {
        uint64 most = type(uint64).max;
        _closeByRecord(202609, 1e15, most, _one(HOLDER, most - 300));
        (uint256 declared, uint256 carried,) = token.cash();
        VM.assertEq(declared, 1e15, "declared");
        VM.assertTrue(carried < most, "carried");
    }

    function test_nobody_is_recorded_twice() public {
        uint256[] memory twice = new uint256[](2);
        twice[0] = _recorded(HOLDER, 0);
        twice[1] = _recorded(HOLDER, 1_200);
        _orderDivision(202609, 900, UNITS, twice);
        _refuses(
            abi.encodeWithSelector(
                Holdings.RegisterDiffers.selector, uint256(uint160(HOLDER)), uint256(uint160(HOLDER))
            )
        );
        _closeAs(202609, 900, UNITS, twice);
    }

    function test_cash_over_no_units_is_refused() public {
        _refusesClose(abi.encodeWithSelector(Holdings.NothingOutstanding.selector), 202609, 900, 0);
    }

    /// Whatever was held then and is held now: all parts add up, and each is its share to the last minor unit.
    function test_every_part_is_that_of_the_record_date(uint64 cash, uint64 then, uint16 sold, uint16 bought)
        public
    {
        cash %= 1e15;
        then = 1 + then % 600;
        _redeem(HOLDER, 600 - then, "down to what is held then");
        uint64 units = then + 300;
        (uint256 sell, uint256 buy) = (sold % (then + 1), bought % 301);
        _transfer(HOLDER, OTHER_HOLDER, sell);
        _transfer(OTHER_HOLDER, HOLDER, buy);
        _closeByRecord(202609, cash, units, _both(then, 300));
        VM.assertEq(token.owedTo(HOLDER), _share(cash, then, units), "one");
        VM.assertEq(token.owedTo(OTHER_HOLDER), _share(cash, 300, units), "two");
    }

    /* WITHIN */

    function _share(uint256 cash, uint256 held, uint256 units) private pure returns (uint256) {
        return (cash << 32) / units * held >> 32;
    }

    function _refusesOther(uint32 period, uint256 cash, uint64 units, uint256[] memory recorded) private {
        bytes32 said = keccak256(abi.encode(period, cash, units, recorded));
        _refuses(
            abi.encodeWithSelector(
                IMandates.OrderMissing.selector, address(token), address(distributor), uint256(said)
            )
        );
        _closeAs(period, cash, units, recorded);
    }

    function _refusesRegister(uint256[] memory recorded, uint256 found, uint64 units) private {
        _orderDivision(202609, 900, units, recorded);
        _refuses(abi.encodeWithSelector(Holdings.RegisterDiffers.selector, found, units));
        _closeAs(202609, 900, units, recorded);
    }

    function _one(address account, uint256 units) private pure returns (uint256[] memory recorded) {
        recorded = new uint256[](1);
        recorded[0] = _recorded(account, units);
    }

    function _both(uint256 held, uint256 other) private pure returns (uint256[] memory recorded) {
        recorded = new uint256[](2);
        (recorded[0], recorded[1]) = (_recorded(HOLDER, held), _recorded(OTHER_HOLDER, other));
        if (recorded[0] > recorded[1]) (recorded[0], recorded[1]) = (recorded[1], recorded[0]);
    }
}
