// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IERC7943Fungible} from "../../src/interfaces/IERC7943.sol";
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
        _refuses(abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotReceive.selector, OUTSIDER));
        _transfer(HOLDER, OUTSIDER, 1);
    }

    function test_a_transfer_from_a_frozen_holder_is_refused() public {
        _freeze(HOLDER);
        _refuses(abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotSend.selector, HOLDER));
        _transfer(HOLDER, OTHER_HOLDER, 1);
    }

    function test_a_transfer_by_allowance_obeys_the_same_rule() public {
        VM.prank(HOLDER);
        _done(token.approve(OTHER_HOLDER, 10));
        VM.prank(OTHER_HOLDER);
        VM.assertTrue(token.transferFrom(HOLDER, OTHER_HOLDER, 4), "to an eligible holder");

        _refuses(abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotReceive.selector, OUTSIDER));
        VM.prank(OTHER_HOLDER);
        _done(token.transferFrom(HOLDER, OUTSIDER, 4));
    }

    function test_nobody_who_may_not_hold_moves_a_holders_units() public {
        VM.prank(HOLDER);
        _done(token.approve(OUTSIDER, 10));
        _refuses(abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotSend.selector, OUTSIDER));
        VM.prank(OUTSIDER);
        _done(token.transferFrom(HOLDER, OTHER_HOLDER, 4));
    }

    function test_one_who_is_barred_moves_nobodys_units() public {
        VM.prank(HOLDER);
        _done(token.approve(OTHER_HOLDER, 10));
        VM.prank(TRANSFER_AGENT);
        token.setAddressFrozen(OTHER_HOLDER, true);
        address fresh = address(0x401F);
        _register(fresh, HONG_KONG);
        _refuses(abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotSend.selector, OTHER_HOLDER));
        VM.prank(OTHER_HOLDER);
        _done(token.transferFrom(HOLDER, fresh, 4));
    }

    function test_a_venue_that_the_filing_names_moves_and_holds_units() public {
        VM.etch(VENUE, hex"00");
        _register(VENUE, HONG_KONG);
        VM.prank(HOLDER);
        _done(token.approve(VENUE, 10));
        VM.prank(VENUE);
        _done(token.transferFrom(HOLDER, OTHER_HOLDER, 4));
        VM.prank(VENUE);
        _done(token.transferFrom(HOLDER, VENUE, 6));
        VM.assertEq(token.balanceOf(VENUE), 6, "the venue holds");
    }

    function test_a_named_venue_that_is_not_registered_holds_nothing() public {
        VM.etch(VENUE, hex"00");
        _refuses(abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotReceive.selector, VENUE));
        _transfer(HOLDER, VENUE, 1);
    }

    function test_the_asset_that_holders_are_paid_in_holds_nothing() public {
        _register(address(asset), HONG_KONG);
        _refuses(abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotReceive.selector, address(asset)));
        _transfer(HOLDER, address(asset), 1);
        VM.assertFalse(token.canReceive(address(asset)), "no holder");
    }

    function test_a_contract_that_no_filing_names_holds_nothing() public {
        VM.etch(OTHER_HOLDER, hex"00");
        _refuses(abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotReceive.selector, OTHER_HOLDER));
        _transfer(HOLDER, OTHER_HOLDER, 1);
    }

    function test_several_transfers_are_made_or_none() public {
        (address[] memory to, uint256[] memory amounts) = (new address[](2), new uint256[](2));
        (to[0], to[1], amounts[0], amounts[1]) = (OTHER_HOLDER, OTHER_HOLDER, 10, 20);
        VM.prank(HOLDER);
        token.batchTransfer(to, amounts);
        VM.assertEq(token.balanceOf(OTHER_HOLDER), 30, "both");
        to[1] = OUTSIDER;
        _refuses(abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotReceive.selector, OUTSIDER));
        VM.prank(HOLDER);
        token.batchTransfer(to, amounts);
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
        uint64 later,
        uint16 frozenUnits,
        bool paused
    ) public {
        address[4] memory cast = [HOLDER, OTHER_HOLDER, OUTSIDER, address(0)];
        (address from, address to) = (cast[who % 4], cast[whom % 4]);
        VM.assume(from != address(0));
        if (amount % 3 != 0) amount = amount % 700;
        if (freeze) _freeze(OTHER_HOLDER);
        if (mainland) _register(OTHER_HOLDER, MAINLAND);
        if (code) VM.etch(OTHER_HOLDER, hex"00");
        VM.prank(TRANSFER_AGENT);
        _done(token.setFrozenTokens(HOLDER, frozenUnits % 700));
        VM.prank(TRUSTEE);
        if (paused) token.setPaused(1);
        else token.setPaused(2);
        VM.warp(block.timestamp + later % 250 days);

        bool said = token.canTransfer(from, to, amount);
        VM.prank(from);
        try token.transfer(to, amount) {
            VM.assertTrue(said, "it went through, so canTransfer must say yes");
        } catch {
            VM.assertFalse(said, "it was refused, so canTransfer must say no");
        }
    }
}
