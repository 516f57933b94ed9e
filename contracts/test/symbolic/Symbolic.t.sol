// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Stage} from "../Stage.sol";

/// What holds of the shipped bytecode for every number at once, asked of halmos; forge passes these by.
contract SymbolicTest is Stage {
    function setUp() public override {
        super.setUp();
        _activate();
        _mint(HOLDER, 600, "one");
        _mint(OTHER_HOLDER, 300, "two");
        _pay(202609, 1_000_001);
    }

    function check_a_transfer_moves_units_and_nothing_that_is_owed(uint256 amount) public {
        (uint256 owed, uint256 others) = (token.owedTo(HOLDER), token.owedTo(OTHER_HOLDER));
        _transfer(HOLDER, OTHER_HOLDER, amount);
        assert(token.balanceOf(HOLDER) == 600 - amount);
        assert(token.balanceOf(OTHER_HOLDER) == 300 + amount);
        assert(token.totalSupply() == 900);
        assert(token.owedTo(HOLDER) == owed && token.owedTo(OTHER_HOLDER) == others);
        assert(token.holders() == (amount == 600 ? 1 : 2));
    }

    function check_a_mint_stays_within_the_cap(uint256 amount) public {
        _mint(HOLDER, amount, "more");
        assert(amount <= 100);
        assert(token.cumulativeMinted() == 900 + amount);
        assert(token.totalSupply() == 900 + amount && token.balanceOf(HOLDER) == 600 + amount);
        assert(token.balanceOf(OTHER_HOLDER) == 300);
    }

    function check_a_redemption_frees_nothing_of_the_cap(uint256 amount) public {
        _redeem(HOLDER, amount, "back");
        assert(amount != 0 && amount <= 600);
        assert(token.cumulativeMinted() == 900);
        assert(token.totalSupply() == 900 - amount);
    }

    function check_cash_is_owed_or_carried_and_never_more_than_declared(uint16 cash) public {
        uint256 before = token.owedTo(HOLDER) + token.owedTo(OTHER_HOLDER);
        _close(202610, cash);
        uint256 owed = token.owedTo(HOLDER) + token.owedTo(OTHER_HOLDER);
        assert(owed <= uint256(1_000_001) + cash);
        assert(owed + 3 >= uint256(1_000_001) + cash);
        assert(owed >= before);
    }

    function check_a_register_names_whoever_held_otherwise_or_is_refused(uint96 then, uint96 others) public {
        uint256[] memory recorded = new uint256[](2);
        (recorded[0], recorded[1]) = (_recorded(HOLDER, then), _recorded(OTHER_HOLDER, others));
        VM.prank(address(distributor));
        _told(token.declare(900, 900, recorded));
        assert(uint256(then) + others == 900);
        assert(token.balanceOf(HOLDER) == 600 && token.balanceOf(OTHER_HOLDER) == 300);
    }

    function check_a_claim_pays_what_is_owed_and_leaves_less_than_one(uint64 cash) public {
        VM.prank(PAYING_AGENT);
        distributor.fund(address(token), cash);
        _close(202610, cash);
        uint256 owed = token.owedTo(HOLDER);
        assert(_claim(HOLDER) == owed);
        assert(token.owedTo(HOLDER) == 0);
        assert(asset.balanceOf(HOLDER) == owed);
    }

    function check_units_that_are_frozen_stay(uint256 frozen, uint256 amount) public {
        VM.prank(TRANSFER_AGENT);
        _done(token.setFrozenTokens(HOLDER, frozen));
        _transfer(HOLDER, OTHER_HOLDER, amount);
        assert(amount == 0 || (frozen < 600 && amount <= 600 - frozen));
    }

    function _told(uint256) private pure {}
}
