// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IThreshold} from "../../src/interfaces/IThreshold.sol";
import {Threshold} from "../../src/Threshold.sol";

import {Stage} from "../Stage.sol";

contract ThresholdTest is Stage {
    uint256 private constant SOMEBODY = 0xB0B;
    uint256[3] private keys;
    Threshold private guardians;

    function setUp() public override {
        super.setUp();
        keys = _sorted([uint256(1), 2, 3]);
        guardians = _threshold(_addresses(keys), 2, 2 days);
    }

    function test_two_of_three_act_once() public {
        bytes[] memory signatures = _signed(_digest(0), keys[0], keys[2]);
        VM.expectEmit(address(guardians));
        emit IThreshold.Executed(0, address(mandates), _call());
        // The list of orders knows no such trustee, and says so: the call was made as the threshold's own.
        VM.expectRevert();
        guardians.execute(address(mandates), _call(), block.timestamp, signatures);
        _act(address(asset), abi.encodeCall(asset.approve, (HOLDER, 5)), 0);
        VM.assertEq(asset.allowance(address(guardians), HOLDER), 5, "as the threshold itself");
        bytes32 again = guardians.executionDigest(
            address(asset), abi.encodeCall(asset.approve, (HOLDER, 5)), 0, block.timestamp
        );
        signatures = _signed(again, keys[0], keys[1]);
        VM.expectRevert();
        guardians.execute(
            address(asset), abi.encodeCall(asset.approve, (HOLDER, 5)), block.timestamp, signatures
        );
    }

    function test_one_is_too_few_and_one_twice_is_one() public {
        bytes[] memory one = new bytes[](1);
        one[0] = _signature(keys[0], _digest(0));
        _refuses(abi.encodeWithSelector(IThreshold.TooFewSignatures.selector, 1, 2));
        guardians.execute(address(mandates), _call(), block.timestamp, one);
        bytes[] memory twice = _signed(_digest(0), keys[0], keys[0]);
        _refuses(abi.encodeWithSelector(IThreshold.NotMember.selector, VM.addr(keys[0])));
        guardians.execute(address(mandates), _call(), block.timestamp, twice);
    }

    function test_somebody_else_does_not_count() public {
        bytes[] memory signatures = _signed(_digest(0), keys[0], SOMEBODY);
        _refuses(abi.encodeWithSelector(IThreshold.NotMember.selector, VM.addr(SOMEBODY)));
        guardians.execute(address(mandates), _call(), block.timestamp, signatures);
    }

    function test_a_signature_ends_at_its_deadline() public {
        _refuses(abi.encodeWithSelector(IThreshold.Expired.selector, block.timestamp - 1, block.timestamp));
        guardians.execute(address(mandates), _call(), block.timestamp - 1, new bytes[](0));
    }

    function test_a_role_is_handed_over_in_two_steps_and_after_a_delay() public {
        uint256[3] memory others = _sorted([uint256(11), 12, 13]);
        address[] memory members = _addresses(others);
        _act(address(guardians), abi.encodeCall(guardians.nominate, (members, 2)), 0);
        bytes[] memory accepted = _signed(guardians.acceptanceDigest(members, 2, 1), others[0], others[1]);
        _refuses(
            abi.encodeWithSelector(IThreshold.TooEarly.selector, block.timestamp + 2 days, block.timestamp)
        );
        guardians.accept(members, 2, accepted);
        VM.warp(block.timestamp + 2 days);
        guardians.accept(members, 2, accepted);
        VM.assertEq(keccak256(abi.encode(guardians.members())), keccak256(abi.encode(members)), "members");
    }

    function test_nobody_hands_over_alone_or_to_others_than_were_nominated() public {
        address[] memory members = _addresses(_sorted([uint256(11), 12, 13]));
        _refuses(abi.encodeWithSelector(IThreshold.NotSelf.selector, address(this)));
        guardians.nominate(members, 2);
        _refuses(abi.encodeWithSelector(IThreshold.NotNominated.selector));
        guardians.accept(members, 2, new bytes[](0));
    }

    function test_a_nomination_is_cancelled_by_the_present_members() public {
        address[] memory members = _addresses(_sorted([uint256(11), 12, 13]));
        _act(address(guardians), abi.encodeCall(guardians.nominate, (members, 2)), 0);
        _act(address(guardians), abi.encodeCall(guardians.cancelNomination, ()), 1);
        VM.warp(block.timestamp + 2 days);
        _refuses(abi.encodeWithSelector(IThreshold.NotNominated.selector));
        guardians.accept(members, 2, new bytes[](0));
    }

    function test_members_are_in_order_and_enough() public {
        address[] memory members = _addresses(keys);
        _refuses(abi.encodeWithSelector(IThreshold.MembersInvalid.selector));
        _threshold(members, 4, 0);
        _refuses(abi.encodeWithSelector(IThreshold.MembersInvalid.selector));
        _threshold(members, 0, 0);
        members[1] = members[0];
        _refuses(abi.encodeWithSelector(IThreshold.MembersInvalid.selector));
        _threshold(members, 2, 0);
    }

    function _threshold(address[] memory members, uint8 quorum, uint64 delay) private returns (Threshold) {
        return Threshold(_deploy("Threshold", abi.encode(members, quorum, delay)));
    }

    function _call() private view returns (bytes memory) {
        return abi.encodeCall(mandates.order, (address(token), HOLDER, OTHER_HOLDER, 1, "paper"));
    }

    function _digest(uint256 nonce) private view returns (bytes32) {
        return guardians.executionDigest(address(mandates), _call(), nonce, block.timestamp);
    }

    function _act(address target, bytes memory data, uint256 nonce) private {
        bytes32 digest = guardians.executionDigest(target, data, nonce, block.timestamp);
        _answered(guardians.execute(target, data, block.timestamp, _signed(digest, keys[0], keys[1])));
    }

    function _signed(bytes32 digest, uint256 a, uint256 b) private pure returns (bytes[] memory signatures) {
        signatures = new bytes[](2);
        (signatures[0], signatures[1]) = (_signature(a, digest), _signature(b, digest));
    }

    function _signature(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _addresses(uint256[3] memory some) private pure returns (address[] memory found) {
        found = new address[](3);
        for (uint256 i; i < 3; ++i) {
            found[i] = VM.addr(some[i]);
        }
    }

    function _sorted(uint256[3] memory some) private pure returns (uint256[3] memory) {
        for (uint256 i; i < 3; ++i) {
            for (uint256 j; j < 2; ++j) {
                if (VM.addr(some[j]) > VM.addr(some[j + 1])) (some[j], some[j + 1]) = (some[j + 1], some[j]);
            }
        }
        return some;
    }

    function _answered(bytes memory) private pure {}
}
