// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IEligibilityRegistry} from "../../src/interfaces/IEligibilityRegistry.sol";
import {IFilingRegistry} from "../../src/interfaces/IFilingRegistry.sol";
import {IMandates} from "../../src/interfaces/IMandates.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";

import {Stage} from "../Stage.sol";

contract DeployTest is Stage {
    function test_a_token_says_what_it_was_deployed_with() public view {
        (ITrancheToken.Terms memory filed, address transferAgent, address trustee) = token.terms();
        VM.assertEq(keccak256(abi.encode(filed)), keccak256(abi.encode(_terms())), "terms");
        VM.assertEq(transferAgent, TRANSFER_AGENT, "transfer agent");
        VM.assertEq(trustee, TRUSTEE, "trustee");
        VM.assertEq(token.decimals(), 2, "decimals");
    }

    function test_a_registry_without_code_is_refused() public {
        ITrancheToken.Terms memory terms = _terms();
        terms.filings = IFilingRegistry(OUTSIDER);
        _isRefused(terms);
        terms = _terms();
        terms.eligibility = IEligibilityRegistry(OUTSIDER);
        _isRefused(terms);
    }

    function test_a_token_of_no_class_no_filing_or_no_agent_is_refused() public {
        ITrancheToken.Terms memory terms = _terms();
        terms.classId = 0;
        _isRefused(terms);
        terms = _terms();
        terms.filingId = 0;
        _isRefused(terms);
        terms = _terms();
        terms.classMask = 0;
        _isRefused(terms);
        terms = _terms();
        terms.agent = address(0);
        _isRefused(terms);
    }

    function test_a_registry_of_investors_needs_a_transfer_agent() public {
        _refuses(abi.encodeWithSelector(IEligibilityRegistry.AccountInvalid.selector, address(0)));
        _deploy("EligibilityRegistry", abi.encode(address(0)));
    }

    function test_a_token_without_mandates_is_refused() public {
        ITrancheToken.Terms memory terms = _terms();
        terms.mandates = IMandates(OUTSIDER);
        _isRefused(terms);
    }

    function _isRefused(ITrancheToken.Terms memory terms) private {
        _refuses(abi.encodeWithSelector(ITrancheToken.TermsInvalid.selector));
        _deployed(terms);
    }
}
