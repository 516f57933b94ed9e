// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IEligibilityRegistry} from "../../src/interfaces/IEligibilityRegistry.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";

import {Stage} from "../Stage.sol";

contract MintBatchTest is Stage {
    bytes32 private constant PLAN = "plan";

    function setUp() public override {
        super.setUp();
        _activate();
    }

    function test_a_batch_mints_to_each() public {
        VM.expectEmit(address(token));
        emit ITrancheToken.Minted(PLAN, 2);
        _mintTwo(HOLDER, 600, OTHER_HOLDER, 400);
        VM.assertEq(token.balanceOf(HOLDER), 600, "one");
        VM.assertEq(token.balanceOf(OTHER_HOLDER), 400, "two");
        VM.assertEq(token.cumulativeMinted(), CAP, "cumulative");
        VM.assertEq(token.holders(), 2, "holders");
        VM.assertTrue(token.minted(PLAN) && token.minted(bytes32(uint256(PLAN) + 1)), "keys");
        VM.assertFalse(token.minted(bytes32(uint256(PLAN) + 2)), "no other key");
    }

    function test_a_batch_beyond_the_cap_mints_nothing() public {
        _refuses(abi.encodeWithSelector(ITrancheToken.CapExceeded.selector, CAP, 0, 1001));
        _mintTwo(HOLDER, 600, OTHER_HOLDER, 401);
        VM.assertEq(token.totalSupply(), 0, "supply");
    }

    function test_a_batch_of_a_huge_amount_mints_nothing() public {
        uint256 huge = type(uint96).max;
        _refuses(abi.encodeWithSelector(ITrancheToken.CapExceeded.selector, CAP, 0, huge + 1));
        _mintTwo(HOLDER, huge, HOLDER, 1);
    }

    function test_a_key_twice_in_two_batches_mints_nothing() public {
        _mint(HOLDER, 10, bytes32(uint256(PLAN) + 1));
        _refuses(abi.encodeWithSelector(ITrancheToken.MintKeyUsed.selector, bytes32(uint256(PLAN) + 1)));
        _mintTwo(HOLDER, 600, OTHER_HOLDER, 1);
    }

    function test_an_order_over_nothing_stops_its_batch() public {
        _refuses(abi.encodeWithSelector(ITrancheToken.AmountZero.selector, bytes32(uint256(PLAN) + 1)));
        _mintTwo(HOLDER, 600, OTHER_HOLDER, 0);
    }

    function test_one_stranger_in_a_batch_stops_it() public {
        _refusesHolder(OUTSIDER, IEligibilityRegistry.Reason.NotRegistered);
        _mintTwo(HOLDER, 600, OUTSIDER, 1);
    }

    function test_one_barred_holder_in_a_batch_stops_it() public {
        VM.prank(TRANSFER_AGENT);
        token.setAddressFrozen(OTHER_HOLDER, true);
        _refuses(abi.encodeWithSelector(ITrancheToken.HolderBarred.selector, OTHER_HOLDER));
        _mintTwo(HOLDER, 600, OTHER_HOLDER, 1);
    }

    function test_only_the_agent_mints_a_batch(address caller) public {
        VM.assume(caller != AGENT);
        _refuses(abi.encodeWithSelector(ITrancheToken.NotAgent.selector, caller));
        VM.prank(caller);
        token.mintBatch(PLAN, new uint256[](0));
    }

    /// The batch is written out by hand for its cost; it must leave what single orders leave, to the last bit.
    function test_a_batch_leaves_what_single_orders_leave(
        uint64[5] memory amounts,
        uint8[5] memory who,
        bool paid
    ) public {
        address[3] memory cast = [HOLDER, OTHER_HOLDER, address(0x401F)];
        _register(cast[2], HONG_KONG);
        _mint(HOLDER, 100, "before");
        if (paid) _pay(202609, 12_345_677);
        uint256[] memory orders = new uint256[](5);
        for (uint256 i; i < 5; ++i) {
            amounts[i] = 1 + amounts[i] % 150;
            orders[i] = _packed(cast[who[i] % 3], amounts[i]);
        }
        TokenState memory batch;
        TokenState memory single;
        // The page of keys is crossed between the second and the third order.
        bytes32 first = bytes32(uint256(254));
        uint256 snapshot = VM.snapshotState();
        VM.prank(AGENT);
        token.mintBatch(first, orders);
        batch = _state(cast);
        VM.assertTrue(VM.revertToState(snapshot), "back");
        for (uint256 i; i < 5; ++i) {
            _mint(cast[who[i] % 3], amounts[i], bytes32(uint256(first) + i));
        }
        single = _state(cast);
        VM.assertEq(keccak256(abi.encode(batch)), keccak256(abi.encode(single)), "the same");
    }

    struct TokenState {
        uint256 supply;
        uint256 minted;
        uint256 holders;
        uint256[3] balances;
        uint256[3] owed;
        bool[6] keys;
    }

    function _state(address[3] memory cast) private view returns (TokenState memory state) {
        (state.supply, state.minted, state.holders) =
        (token.totalSupply(), token.cumulativeMinted(), token.holders());
        for (uint256 i; i < 3; ++i) {
            (state.balances[i], state.owed[i]) = (token.balanceOf(cast[i]), token.owedTo(cast[i]));
        }
        for (uint256 i; i < 6; ++i) {
            state.keys[i] = token.minted(bytes32(254 + i));
        }
    }

    function _mintTwo(address a, uint256 amountA, address b, uint256 amountB) private {
        uint256[] memory orders = new uint256[](2);
        (orders[0], orders[1]) = (_packed(a, amountA), _packed(b, amountB));
        VM.prank(AGENT);
        token.mintBatch(PLAN, orders);
    }
}
