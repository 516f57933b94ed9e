// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {TokenAdapter} from "../../src/TokenAdapter.sol";
import {Stage} from "../Stage.sol";
import {Existing, Existing3643, ExistingCmtat} from "./Existing.sol";

/// @notice The filing of `Stage`, active, beside a token of each maker; both gave their adapter the power to mint.
abstract contract AdapterStage is Stage {
    uint256 internal constant UNIT = 1e18;

    Existing3643 internal agents;
    ExistingCmtat internal roles;
    TokenAdapter internal ofAgents;
    TokenAdapter internal ofRoles;

    function setUp() public virtual override {
        super.setUp();
        _activate();
        agents = new Existing3643(0);
        roles = new ExistingCmtat(18);
        ofAgents = _adapter(agents);
        ofRoles = _adapter(roles);
        agents.addAgent(address(ofAgents));
        roles.grantRole(roles.MINTER_ROLE(), address(ofRoles));
        roles.grantRole(roles.BURNER_ROLE(), address(ofRoles));
    }

    function _adapter(Existing existing) internal returns (TokenAdapter) {
        return TokenAdapter(_deploy("TokenAdapter", abi.encode(existing, _terms())));
    }

    function _mintBy(TokenAdapter adapter, address holder, uint256 amount, bytes32 key) internal {
        VM.prank(AGENT);
        adapter.mint(holder, amount, key);
    }

    function _redeemBy(TokenAdapter adapter, address holder, uint256 amount, bytes32 key) internal {
        VM.prank(AGENT);
        adapter.redeem(holder, amount, key);
    }

    function _refusedBy(TokenAdapter adapter, bytes memory error) internal {
        _refuses(error);
        VM.prank(AGENT);
        adapter.mint(HOLDER, 1, "refused");
        VM.assertFalse(adapter.minted("refused"), "a key of a refused mint is free");
    }
}
