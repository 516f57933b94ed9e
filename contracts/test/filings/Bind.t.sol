// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IFilingRegistry} from "../../src/interfaces/IFilingRegistry.sol";
import {TrancheToken} from "../../src/TrancheToken.sol";
import {Stage} from "../Stage.sol";

/// A class is issued as one token, so that its cap is counted in one place.
contract BindTest is Stage {
    function test_a_second_token_of_a_class_mints_nothing() public {
        _activate();
        _mint(HOLDER, CAP, "all");
        TrancheToken twin = _deployed(_terms());
        _refuses(abi.encodeWithSelector(IFilingRegistry.OtherToken.selector, address(token), address(twin)));
        VM.prank(AGENT);
        twin.mint(HOLDER, 1, "one more");
        _refuses(abi.encodeWithSelector(IFilingRegistry.OtherToken.selector, address(token), address(twin)));
        _bind(FILING, address(twin));
    }

    function test_a_class_that_is_issued_as_no_token_yet_mints_nothing() public {
        _activate(FILING, recordDigest);
        _refuses(abi.encodeWithSelector(IFilingRegistry.OtherToken.selector, address(0), address(token)));
        _mint(HOLDER, 1, "early");
    }

    function test_a_bond_is_told() public {
        VM.expectEmit(address(filings));
        emit IFilingRegistry.TokenBound(FILING, CLASS_A, address(token));
        _bind(FILING, address(token));
        VM.assertEq(filings.tokenOf(FILING, CLASS_A), address(token), "as which token");
    }

    function test_only_the_agent_binds(address caller) public {
        VM.assume(caller != AGENT);
        _refuses(abi.encodeWithSelector(IFilingRegistry.RoleMissing.selector, caller, bytes32("agent")));
        VM.prank(caller);
        filings.bind(FILING, CLASS_A, address(token));
    }

    function test_nothing_is_bound_but_a_contract_to_a_class_of_the_filing() public {
        _refuses(abi.encodeWithSelector(IFilingRegistry.OtherToken.selector, address(0), HOLDER));
        _bind(FILING, HOLDER);
        _refuses(abi.encodeWithSelector(IFilingRegistry.ClassNotFiled.selector, FILING, bytes32("Z")));
        VM.prank(AGENT);
        filings.bind(FILING, "Z", address(token));
    }
}
