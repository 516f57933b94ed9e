// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

import {IERC7943Fungible} from "../../src/interfaces/IERC7943.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";
import {Permit} from "../../src/Permit.sol";

import {Stage} from "../Stage.sol";

contract LimitsTest is Stage {
    function setUp() public override {
        super.setUp();
        ITrancheToken.Terms memory terms = _terms();
        (terms.lockedUntil, terms.minimumHolding, terms.holderLimit) = (NOTICE_AT + 10 days, 50, 2);
        token = _deployed(terms);
        _activate();
        _mint(HOLDER, 600, "mint");
    }

    function test_nobody_transfers_during_the_lock_up() public {
        VM.assertFalse(token.canTransfer(HOLDER, OTHER_HOLDER, 100), "told");
        _refuses(
            abi.encodeWithSelector(ITrancheToken.LockedUp.selector, NOTICE_AT + 10 days, block.timestamp)
        );
        _transfer(HOLDER, OTHER_HOLDER, 100);
        VM.warp(NOTICE_AT + 10 days);
        _transfer(HOLDER, OTHER_HOLDER, 100);
    }

    function test_nobody_holds_less_than_the_minimum_and_not_nothing() public {
        VM.warp(NOTICE_AT + 10 days);
        _refuses(abi.encodeWithSelector(ITrancheToken.HoldingTooSmall.selector, OTHER_HOLDER, 49, 50));
        _transfer(HOLDER, OTHER_HOLDER, 49);
        _refuses(abi.encodeWithSelector(ITrancheToken.HoldingTooSmall.selector, HOLDER, 49, 50));
        _transfer(HOLDER, OTHER_HOLDER, 551);
        _refuses(abi.encodeWithSelector(ITrancheToken.HoldingTooSmall.selector, OTHER_HOLDER, 49, 50));
        _mint(OTHER_HOLDER, 49, "little");
        _transfer(HOLDER, OTHER_HOLDER, 600);
    }

    function test_no_more_hold_than_were_filed() public {
        address third = address(0x401F);
        _register(third, HONG_KONG);
        VM.warp(NOTICE_AT + 10 days);
        _transfer(HOLDER, OTHER_HOLDER, 100);
        _refuses(abi.encodeWithSelector(ITrancheToken.TooManyHolders.selector, 2));
        _transfer(HOLDER, third, 100);
        _refuses(abi.encodeWithSelector(ITrancheToken.TooManyHolders.selector, 2));
        _mint(third, 100, "third");
        _transfer(HOLDER, third, 500);
        VM.assertEq(token.holders(), 2, "one left, one came");
    }
}

contract PauseTest is Stage {
    function setUp() public override {
        super.setUp();
        _activate();
        _mint(HOLDER, 600, "mint");
    }

    function test_each_level_stops_its_own() public {
        _set(1);
        _isPaused(1);
        _transfer(HOLDER, OTHER_HOLDER, 1);
        _mint(HOLDER, 1, "while transfers are paused");
        _set(2);
        _isPaused(2);
        _mint(HOLDER, 1, "no");
        _transfer(HOLDER, OTHER_HOLDER, 1);
        _redeem(HOLDER, 1, "while issuance is paused");
    }

    function test_the_last_level_stops_everything_that_moves_units() public {
        _order(HOLDER, OTHER_HOLDER, 1);
        _set(4);
        VM.assertTrue(token.paused(), "told");
        _isPaused(4);
        _transfer(HOLDER, OTHER_HOLDER, 1);
        _isPaused(4);
        _mint(HOLDER, 1, "no");
        _isPaused(4);
        _redeem(HOLDER, 1, "no");
        _isPaused(4);
        VM.prank(TRANSFER_AGENT);
        _done(token.forcedTransfer(HOLDER, OTHER_HOLDER, 1));
    }

    function test_cash_is_claimed_while_everything_is_paused() public {
        _pay(202609, 600);
        _set(7);
        VM.assertEq(_claim(HOLDER), 600, "claimed");
    }

    function test_only_transfer_agent_and_trustee_pause(address caller) public {
        VM.assume(caller != TRANSFER_AGENT && caller != TRUSTEE);
        _refuses(
            abi.encodeWithSelector(ITrancheToken.RoleMissing.selector, caller, bytes32("transfer agent"))
        );
        VM.prank(caller);
        token.pause();
    }

    function test_pausing_transfers_leaves_the_other_levels() public {
        _set(2);
        VM.prank(TRANSFER_AGENT);
        token.pause();
        VM.assertEq(token.pauseLevels(), 3, "both");
        VM.prank(TRUSTEE);
        token.unpause();
        VM.assertEq(token.pauseLevels(), 2, "issuance");
    }

    function _set(uint8 levels) private {
        VM.prank(TRUSTEE);
        token.setPaused(levels);
    }

    function _isPaused(uint8 levels) private {
        _refuses(abi.encodeWithSelector(ITrancheToken.LevelPaused.selector, levels));
    }
}

contract StandardsTest is Stage {
    uint256 private constant KEY = 0xA11CE;

    function test_the_interfaces_are_those_of_the_standards() public view {
        VM.assertTrue(token.supportsInterface(0x3edbb4c4), "ERC-7943 fungible, as the standard gives it");
        VM.assertTrue(type(IERC7943Fungible).interfaceId == bytes4(0x3edbb4c4), "and as our interface has it");
        VM.assertTrue(token.supportsInterface(type(IERC165).interfaceId), "ERC-165");
        VM.assertTrue(token.supportsInterface(type(IERC20).interfaceId), "ERC-20");
        VM.assertTrue(token.supportsInterface(type(IERC20Permit).interfaceId), "ERC-2612");
        VM.assertFalse(token.supportsInterface(0xffffffff), "none");
    }

    function test_a_permit_allows_what_it_says_once() public {
        address owner = VM.addr(KEY);
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(KEY, _digest(owner, OTHER_HOLDER, 70, 0, block.timestamp));
        token.permit(owner, OTHER_HOLDER, 70, block.timestamp, v, r, s);
        VM.assertEq(token.allowance(owner, OTHER_HOLDER), 70, "allowed");
        VM.expectRevert();
        token.permit(owner, OTHER_HOLDER, 70, block.timestamp, v, r, s);
    }

    function test_a_permit_of_another_or_too_late_is_refused() public {
        address owner = VM.addr(KEY);
        (uint8 v, bytes32 r, bytes32 s) =
            VM.sign(KEY + 1, _digest(owner, OTHER_HOLDER, 70, 0, block.timestamp));
        _refuses(abi.encodeWithSelector(Permit.ERC2612InvalidSigner.selector, VM.addr(KEY + 1), owner));
        token.permit(owner, OTHER_HOLDER, 70, block.timestamp, v, r, s);
        _refuses(abi.encodeWithSelector(Permit.ERC2612ExpiredSignature.selector, block.timestamp - 1));
        token.permit(owner, OTHER_HOLDER, 70, block.timestamp - 1, v, r, s);
    }

    /// ERC-2612 and EIP-712, written out from the standards.
    function _digest(address owner, address spender, uint256 value, uint256 nonce, uint256 deadline)
        private
        view
        returns (bytes32)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("Example Leasing 2026-1 A"),
                keccak256("1"),
                block.chainid,
                address(token)
            )
        );
        VM.assertEq(domain, token.DOMAIN_SEPARATOR(), "domain");
        bytes32 said = keccak256(
            abi.encode(
                keccak256(
                    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
                ),
                owner,
                spender,
                value,
                nonce,
                deadline
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, said));
    }
}
