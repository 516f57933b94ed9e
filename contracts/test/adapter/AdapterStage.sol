// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {TokenAdapter} from "../../src/TokenAdapter.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";
import {Stage} from "../Stage.sol";
import {Existing, Existing3643, ExistingCmtat} from "./Existing.sol";

/// @notice The filing of `Stage`, active, beside a token of each maker; both gave their adapter the power to mint.
abstract contract AdapterStage is Stage {
    uint256 internal constant UNIT = 1e18;
    bytes32 internal constant ANOTHER = "another filing";

    Existing3643 internal agents;
    ExistingCmtat internal roles;
    TokenAdapter internal ofAgents;
    TokenAdapter internal ofRoles;

    function setUp() public virtual override {
        super.setUp();
        agents = new Existing3643(0);
        roles = new ExistingCmtat(18);
        ofAgents = _adapter(agents, FILING);
        ofRoles = _adapter(roles, ANOTHER);
        _bind(FILING, address(ofAgents));
        _activate();
        _activate(ANOTHER, _propose(ANOTHER));
        _bind(ANOTHER, address(ofRoles));
        agents.addAgent(address(ofAgents));
        roles.grantRole(roles.MINTER_ROLE(), address(ofRoles));
        roles.grantRole(roles.BURNER_ROLE(), address(ofRoles));
    }

    function _adapter(Existing existing, bytes32 filingId) internal returns (TokenAdapter) {
        ITrancheToken.Terms memory terms = _terms();
        terms.filingId = filingId;
        return TokenAdapter(_deploy("TokenAdapter", abi.encode(existing, terms)));
    }

    /// An adapter under an active filing of its own.
    function _filed(Existing existing) internal returns (TokenAdapter adapter) {
        bytes32 filingId = bytes32(uint256(uint160(address(existing))));
        _activate(filingId, _propose(filingId));
        adapter = _adapter(existing, filingId);
        _bind(filingId, address(adapter));
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
