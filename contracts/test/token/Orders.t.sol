// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IERC7943Fungible} from "../../src/interfaces/IERC7943.sol";
import {IMandates} from "../../src/interfaces/IMandates.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";

import {Stage} from "../Stage.sol";

contract OrdersTest is Stage {
    uint256 private constant ALL = type(uint256).max;

    function setUp() public override {
        super.setUp();
        _activate();
        _mint(HOLDER, 600, "mint");
    }

    function test_a_forced_transfer_cites_its_order_and_is_carried_out_once() public {
        _order(HOLDER, OTHER_HOLDER, 200);
        VM.expectEmit(address(mandates));
        emit IMandates.Executed(address(token), HOLDER, OTHER_HOLDER, 200, "judgment");
        _force(HOLDER, OTHER_HOLDER, 200);
        VM.assertEq(token.balanceOf(OTHER_HOLDER), 200, "moved");
        _refuses(abi.encodeWithSelector(IMandates.OrderMissing.selector, HOLDER, OTHER_HOLDER, 200));
        _force(HOLDER, OTHER_HOLDER, 200);
    }

    function test_a_forced_transfer_without_an_order_is_refused() public {
        _order(HOLDER, OTHER_HOLDER, 200);
        _refuses(abi.encodeWithSelector(IMandates.OrderMissing.selector, HOLDER, OTHER_HOLDER, 201));
        _force(HOLDER, OTHER_HOLDER, 201);
    }

    function test_a_forced_transfer_unfreezes_first_and_says_so_in_order() public {
        VM.prank(TRANSFER_AGENT);
        _done(token.setFrozenTokens(HOLDER, 500));
        _order(HOLDER, OTHER_HOLDER, 300);
        VM.expectEmit(address(token));
        emit IERC7943Fungible.Frozen(HOLDER, 300);
        VM.expectEmit(address(token));
        emit IERC20.Transfer(HOLDER, OTHER_HOLDER, 300);
        VM.expectEmit(address(token));
        emit IERC7943Fungible.ForcedTransfer(HOLDER, OTHER_HOLDER, 300);
        _force(HOLDER, OTHER_HOLDER, 300);
    }

    function test_a_forced_transfer_goes_to_nobody_who_may_not_hold() public {
        _order(HOLDER, OUTSIDER, 1);
        _refuses(abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotReceive.selector, OUTSIDER));
        _force(HOLDER, OUTSIDER, 1);
    }

    function test_only_the_trustee_orders_and_only_the_transfer_agent_carries_out(address caller) public {
        VM.assume(caller != TRUSTEE && caller != TRANSFER_AGENT && caller != HOLDER);
        _refuses(abi.encodeWithSelector(IMandates.NotTrustee.selector, caller));
        VM.prank(caller);
        mandates.order(address(token), HOLDER, OTHER_HOLDER, 1, "judgment");
        _refuses(abi.encodeWithSelector(IMandates.NotTrustee.selector, caller));
        VM.prank(caller);
        mandates.withdraw(address(token), HOLDER, OTHER_HOLDER, 1);
        _order(HOLDER, OTHER_HOLDER, 1);
        _refuses(
            abi.encodeWithSelector(ITrancheToken.RoleMissing.selector, caller, bytes32("transfer agent"))
        );
        VM.prank(caller);
        _done(token.forcedTransfer(HOLDER, OTHER_HOLDER, 1));
        _refuses(abi.encodeWithSelector(IMandates.OrderMissing.selector, HOLDER, OTHER_HOLDER, 1));
        VM.prank(caller);
        _taken(mandates.take(HOLDER, OTHER_HOLDER, 1));
    }

    function test_an_order_is_not_replaced_by_one_on_another_paper() public {
        _order(HOLDER, OTHER_HOLDER, 50);
        _refuses(abi.encodeWithSelector(IMandates.OrderStands.selector, bytes32("judgment")));
        VM.prank(TRUSTEE);
        mandates.order(address(token), HOLDER, OTHER_HOLDER, 50, "another judgment");
        _force(HOLDER, OTHER_HOLDER, 50);
        VM.prank(TRUSTEE);
        mandates.order(address(token), HOLDER, OTHER_HOLDER, 50, "another judgment");
        _force(HOLDER, OTHER_HOLDER, 50);
        VM.assertEq(token.balanceOf(OTHER_HOLDER), 100, "both carried out");
    }

    function test_an_order_without_a_paper_is_refused() public {
        _refuses(abi.encodeWithSelector(IMandates.OrderInvalid.selector, HOLDER, OTHER_HOLDER));
        VM.prank(TRUSTEE);
        mandates.order(address(token), HOLDER, OTHER_HOLDER, 1, 0);
    }

    function test_a_recovery_waits_three_days() public {
        _order(HOLDER, OTHER_HOLDER, ALL);
        uint256 notBefore = block.timestamp + 3 days;
        VM.warp(notBefore - 1);
        _refuses(abi.encodeWithSelector(IMandates.TooEarly.selector, notBefore, notBefore - 1));
        _recover(HOLDER, OTHER_HOLDER);
        VM.warp(notBefore);
        _recover(HOLDER, OTHER_HOLDER);
        VM.assertEq(token.balanceOf(OTHER_HOLDER), 600, "recovered");
    }

    function test_who_has_not_lost_an_account_stops_its_recovery() public {
        _order(HOLDER, OTHER_HOLDER, ALL);
        VM.prank(HOLDER);
        mandates.withdraw(address(token), HOLDER, OTHER_HOLDER, ALL);
        VM.warp(block.timestamp + 3 days);
        _refuses(abi.encodeWithSelector(IMandates.OrderMissing.selector, HOLDER, OTHER_HOLDER, ALL));
        _recover(HOLDER, OTHER_HOLDER);
    }

    function test_an_account_does_not_stop_a_judgment_against_it() public {
        _order(HOLDER, OTHER_HOLDER, 100);
        _refuses(abi.encodeWithSelector(IMandates.NotTrustee.selector, HOLDER));
        VM.prank(HOLDER);
        mandates.withdraw(address(token), HOLDER, OTHER_HOLDER, 100);
    }

    function test_a_recovery_carries_units_frozen_units_the_bar_and_cash() public {
        address fresh = address(0x401F);
        _register(fresh, HONG_KONG);
        _mint(OTHER_HOLDER, 400, "other");
        _pay(202609, 1_000_001);
        VM.prank(TRANSFER_AGENT);
        _done(token.setFrozenTokens(HOLDER, 250));
        VM.prank(TRANSFER_AGENT);
        token.setAddressFrozen(HOLDER, true);
        uint256 owed = token.owedTo(HOLDER);
        _order(HOLDER, fresh, ALL);
        VM.warp(block.timestamp + 3 days);
        _recover(HOLDER, fresh);
        VM.assertEq(token.balanceOf(fresh), 600, "units");
        VM.assertEq(token.getFrozenTokens(fresh), 250, "frozen units");
        VM.assertTrue(token.isFrozen(fresh) && !token.isFrozen(HOLDER), "bar");
        VM.assertEq(token.owedTo(fresh), owed, "cash");
        VM.assertEq(
            token.balanceOf(HOLDER) + token.getFrozenTokens(HOLDER) + token.owedTo(HOLDER), 0, "nothing left"
        );
        VM.assertEq(token.holders(), 2, "holders");
    }

    function test_who_is_frozen_is_barred_where_it_is_recovered_to() public {
        address fresh = address(0x401F);
        _register(fresh, HONG_KONG);
        _freeze(HOLDER);
        _order(HOLDER, fresh, ALL);
        VM.warp(block.timestamp + 3 days);
        _recover(HOLDER, fresh);
        VM.assertTrue(token.isFrozen(fresh) && !token.canSend(fresh), "not for a moment free");
        VM.assertEq(token.balanceOf(fresh), 600, "units");
        _refuses(abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotSend.selector, fresh));
        _transfer(fresh, OTHER_HOLDER, 1);
        VM.prank(TRANSFER_AGENT);
        token.setAddressFrozen(fresh, false);
        VM.assertTrue(token.canSend(fresh), "lifted by the transfer agent alone");
    }

    function _force(address from, address to, uint256 amount) private {
        VM.prank(TRANSFER_AGENT);
        _done(token.forcedTransfer(from, to, amount));
    }

    function _recover(address lost, address replacement) private {
        VM.prank(TRANSFER_AGENT);
        _done(token.recoveryAddress(lost, replacement, address(0)));
    }

    function _taken(bytes32) private pure {}
}
