// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {TokenAdapter} from "../../src/TokenAdapter.sol";
import {IEligibilityRegistry} from "../../src/interfaces/IEligibilityRegistry.sol";
import {IFilingRegistry} from "../../src/interfaces/IFilingRegistry.sol";
import {ITokenAdapter} from "../../src/interfaces/ITokenAdapter.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";
import {AdapterStage} from "./AdapterStage.sol";
import {Dishonest, Existing, Existing3643} from "./Existing.sol";

contract AdapterMintTest is AdapterStage {
    function test_an_existing_token_issues_under_the_filing() public {
        VM.assertTrue(ofAgents.mayMint() && ofRoles.mayMint(), "both were given the power");
        _mintBy(ofAgents, HOLDER, 40, "one");
        _mintBy(ofRoles, HOLDER, 40, "one");
        VM.assertEq(agents.balanceOf(HOLDER), 40, "whole units");
        VM.assertEq(roles.balanceOf(HOLDER), 40 * UNIT, "in the token's own decimals");
        VM.assertEq(ofRoles.totalSupply(), 40, "denominations");
        VM.assertEq(ofRoles.cumulativeMinted(), 40, "counted");
    }

    function test_an_adapter_that_may_not_mint_says_so() public {
        TokenAdapter another = _filed(new Existing3643(0));
        VM.assertFalse(another.mayMint(), "nobody gave it the power");
        _refusedBy(another, abi.encodeWithSelector(Existing.Unauthorised.selector, address(another)));
    }

    function test_an_existing_token_is_bound_by_the_cap_burned_or_not() public {
        _mintBy(ofRoles, HOLDER, CAP, "all");
        _redeemBy(ofRoles, HOLDER, CAP, "back");
        VM.assertEq(roles.totalSupply(), 0, "all of it is gone");
        _refusedBy(ofRoles, abi.encodeWithSelector(ITrancheToken.CapExceeded.selector, CAP, CAP, 1));
    }

    function test_an_existing_token_stops_with_its_filing() public {
        _suspend();
        _refusedBy(
            ofAgents,
            abi.encodeWithSelector(
                IFilingRegistry.FilingNotActive.selector, FILING, IFilingRegistry.Status.Suspended
            )
        );
    }

    function test_an_existing_token_is_minted_to_nobody_who_may_not_hold() public {
        _freeze(HOLDER);
        _refusedBy(
            ofAgents,
            abi.encodeWithSelector(
                ITrancheToken.HolderNotEligible.selector, HOLDER, IEligibilityRegistry.Reason.Frozen
            )
        );
    }

    function test_a_key_mints_an_existing_token_once() public {
        _mintBy(ofAgents, HOLDER, 1, "one");
        _refuses(abi.encodeWithSelector(ITrancheToken.MintKeyUsed.selector, bytes32("one")));
        _mintBy(ofAgents, HOLDER, 1, "one");
        _redeemBy(ofAgents, HOLDER, 1, "one");
        _refuses(abi.encodeWithSelector(ITrancheToken.RedemptionKeyUsed.selector, bytes32("one")));
        _redeemBy(ofAgents, HOLDER, 1, "one");
    }

    function test_a_batch_of_an_existing_token_is_all_or_none() public {
        uint256[] memory orders = new uint256[](2);
        (orders[0], orders[1]) = (_packed(HOLDER, 3), _packed(OUTSIDER, 4));
        VM.prank(AGENT);
        VM.expectRevert();
        ofAgents.mintBatch("keys", orders);
        VM.assertEq(agents.totalSupply(), 0, "none");
        orders[1] = _packed(OTHER_HOLDER, 4);
        VM.prank(AGENT);
        ofAgents.mintBatch("keys", orders);
        VM.assertEq(agents.balanceOf(HOLDER) + agents.balanceOf(OTHER_HOLDER), 7, "all");
        VM.assertTrue(ofAgents.minted(bytes32(uint256(bytes32("keys")) + 1)), "each by its key");
    }

    function test_only_the_agent_uses_an_adapter() public {
        _refuses(abi.encodeWithSelector(ITrancheToken.NotAgent.selector, HOLDER));
        VM.prank(HOLDER);
        ofAgents.mint(HOLDER, 1, "one");
        _refuses(abi.encodeWithSelector(ITrancheToken.NotAgent.selector, HOLDER));
        VM.prank(HOLDER);
        ofAgents.redeem(HOLDER, 1, "one");
    }

    function test_units_minted_past_the_adapter_end_the_issue() public {
        _mintBy(ofAgents, HOLDER, 5, "one");
        agents.addAgent(OUTSIDER);
        VM.prank(OUTSIDER);
        agents.mint(OUTSIDER, 1);
        _refusedBy(ofAgents, abi.encodeWithSelector(ITokenAdapter.MintedElsewhere.selector, 6, 5));
    }

    function test_a_token_that_has_units_takes_no_adapter() public {
        agents.addAgent(address(this));
        agents.mint(HOLDER, 1);
        _refuses(abi.encodeWithSelector(ITokenAdapter.MintedElsewhere.selector, 1, 0));
        _adapter(agents, FILING);
    }

    function test_a_token_that_does_otherwise_than_asked_mints_nothing() public {
        Dishonest dishonest = new Dishonest();
        TokenAdapter adapter = _filed(dishonest);
        _refusedBy(adapter, abi.encodeWithSelector(ITokenAdapter.TokenDiffers.selector, 2, 1));
        dishonest.giveTo(OUTSIDER);
        _refusedBy(adapter, abi.encodeWithSelector(ITokenAdapter.TokenDiffers.selector, 0, 1));
    }

    function test_an_adapter_promises_nothing_that_transfers_must_keep() public {
        ITrancheToken.Terms memory terms = _terms();
        terms.lockedUntil = 1;
        _refuses(abi.encodeWithSelector(ITrancheToken.TermsInvalid.selector));
        _deploy("TokenAdapter", abi.encode(agents, terms));
    }
}
