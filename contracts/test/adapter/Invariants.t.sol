// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {TokenAdapter} from "../../src/TokenAdapter.sol";
import {Shipped} from "../Shipped.sol";
import {AdapterStage} from "./AdapterStage.sol";
import {Existing3643} from "./Existing.sol";

/// @notice Mints, redeems, moves, freezes, burns past the adapter, and tries what is forbidden.
contract Maker is Shipped {
    uint256 private constant CAP = 1000;

    Existing3643 private immutable existing;
    TokenAdapter private immutable adapter;
    address private immutable agent;
    address[] private cast;

    uint256 public sumMinted;
    uint256 public sumRedeemed;
    uint256 public burnedElsewhere;
    uint256 public mintedElsewhere;
    uint256 public forbidden;
    uint256 private keys;

    constructor(Existing3643 existing_, TokenAdapter adapter_, address agent_, address[] memory cast_) {
        (existing, adapter, agent, cast) = (existing_, adapter_, agent_, cast_);
    }

    function mint(uint256 whom, uint256 amount) external {
        uint256 left = CAP - adapter.cumulativeMinted();
        amount = amount % 60 + 1;
        VM.prank(agent);
        try adapter.mint(cast[whom % cast.length], amount, bytes32(++keys)) {
            if (amount > left || mintedElsewhere > burnedElsewhere) ++forbidden;
            sumMinted += amount;
        } catch {
            VM.assertTrue(amount > left || mintedElsewhere != 0, "an allowed mint works");
        }
    }

    function redeem(uint256 whom, uint256 amount) external {
        address holder = cast[whom % cast.length];
        uint256 held = existing.balanceOf(holder);
        if (held == 0 || mintedElsewhere != 0) return;
        amount = amount % held + 1;
        VM.prank(agent);
        adapter.redeem(holder, amount, bytes32(++keys));
        sumRedeemed += amount;
    }

    function move(uint256 from, uint256 to, uint256 amount) external {
        address sender = cast[from % cast.length];
        uint256 held = existing.balanceOf(sender);
        require(
            existing.forcedTransfer(sender, cast[to % cast.length], held == 0 ? 0 : amount % held), "moved"
        );
    }

    function burnPast(uint256 whom, uint256 amount) external {
        address holder = cast[whom % cast.length];
        uint256 held = existing.balanceOf(holder);
        if (held == 0 || amount % 8 != 0) return;
        existing.burn(holder, 1);
        ++burnedElsewhere;
    }

    function mintPast(uint256 whom, uint256 often) external {
        if (often % 64 != 0 || mintedElsewhere != 0) return;
        existing.mint(cast[whom % cast.length], 1);
        ++mintedElsewhere;
    }
}

contract AdapterInvariantsTest is AdapterStage {
    Maker private maker;

    function setUp() public override {
        super.setUp();
        address[] memory cast = new address[](2);
        (cast[0], cast[1]) = (HOLDER, OTHER_HOLDER);
        maker = new Maker(agents, ofAgents, AGENT, cast);
        agents.addAgent(address(maker));
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(maker);
    }

    function invariant_an_existing_token_is_never_minted_beyond_the_cap() public view {
        VM.assertTrue(ofAgents.cumulativeMinted() <= filings.capOf(FILING, CLASS_A), "cap");
        VM.assertEq(maker.forbidden(), 0, "and never after somebody minted past the adapter");
    }

    function invariant_an_adapter_counts_what_went_through_it() public view {
        VM.assertEq(ofAgents.cumulativeMinted(), maker.sumMinted(), "minted");
        VM.assertEq(ofAgents.cumulativeRedeemed(), maker.sumRedeemed(), "redeemed");
        uint256 past = maker.mintedElsewhere() + maker.sumMinted();
        VM.assertEq(
            agents.totalSupply(),
            past - maker.sumRedeemed() - maker.burnedElsewhere(),
            "everything else did not"
        );
    }
}
