// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {EligibilityRegistry} from "../../src/EligibilityRegistry.sol";
import {IEligibilityRegistry} from "../../src/interfaces/IEligibilityRegistry.sol";
import {IFilingRegistry} from "../../src/interfaces/IFilingRegistry.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";
import {TrancheToken} from "../../src/TrancheToken.sol";

import {Stage} from "../Stage.sol";

contract DeployTest is Stage {
    function test_a_token_says_what_it_was_deployed_with() public view {
        VM.assertEq(address(token.filings()), address(filings), "filings");
        VM.assertEq(address(token.eligibility()), address(eligibility), "eligibility");
        VM.assertEq(token.filingId(), FILING, "filing");
        VM.assertEq(token.classId(), CLASS_A, "class");
        VM.assertEq(token.classMask(), MASK, "mask");
        VM.assertEq(token.agent(), AGENT, "agent");
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
        new EligibilityRegistry(address(0));
    }

    function _isRefused(ITrancheToken.Terms memory terms) private {
        _refuses(abi.encodeWithSelector(ITrancheToken.TermsInvalid.selector));
        new TrancheToken("Example", "EXL", terms);
    }
}
