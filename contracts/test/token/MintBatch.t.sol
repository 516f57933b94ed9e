// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IEligibilityRegistry} from "../../src/interfaces/IEligibilityRegistry.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";

import {Stage} from "../Stage.sol";

contract MintBatchTest is Stage {
    function setUp() public override {
        super.setUp();
        _activate();
    }

    function test_a_batch_mints_to_each() public {
        _mintTwo(HOLDER, 600, "one", OTHER_HOLDER, 400, "two");
        VM.assertEq(token.balanceOf(HOLDER), 600, "one");
        VM.assertEq(token.balanceOf(OTHER_HOLDER), 400, "two");
        VM.assertEq(token.cumulativeMinted(), CAP, "cumulative");
    }

    function test_a_batch_beyond_the_cap_mints_nothing() public {
        _refuses(abi.encodeWithSelector(ITrancheToken.CapExceeded.selector, CAP, 600, 401));
        _mintTwo(HOLDER, 600, "one", OTHER_HOLDER, 401, "two");
        VM.assertEq(token.totalSupply(), 0, "supply");
    }

    function test_a_key_twice_in_one_batch_mints_nothing() public {
        _refuses(abi.encodeWithSelector(ITrancheToken.MintKeyUsed.selector, bytes32("one"), 600));
        _mintTwo(HOLDER, 600, "one", OTHER_HOLDER, 1, "one");
    }

    function test_one_stranger_in_a_batch_stops_it() public {
        _refusesHolder(OUTSIDER, IEligibilityRegistry.Reason.NotRegistered);
        _mintTwo(HOLDER, 600, "one", OUTSIDER, 1, "two");
    }

    function test_only_the_agent_mints_a_batch(address caller) public {
        VM.assume(caller != AGENT);
        _refuses(abi.encodeWithSelector(ITrancheToken.NotAgent.selector, caller));
        VM.prank(caller);
        token.mintBatch(new ITrancheToken.MintOrder[](0));
    }

    function _mintTwo(address a, uint256 amountA, bytes32 keyA, address b, uint256 amountB, bytes32 keyB)
        private
    {
        ITrancheToken.MintOrder[] memory orders = new ITrancheToken.MintOrder[](2);
        orders[0] = ITrancheToken.MintOrder({holder: a, amount: amountA, key: keyA});
        orders[1] = ITrancheToken.MintOrder({holder: b, amount: amountB, key: keyB});
        VM.prank(AGENT);
        token.mintBatch(orders);
    }
}
