// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IEligibilityRegistry} from "../../src/interfaces/IEligibilityRegistry.sol";
import {IFilingRegistry} from "../../src/interfaces/IFilingRegistry.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";

import {Stage} from "../Stage.sol";

contract MintTest is Stage {
    function setUp() public override {
        super.setUp();
        _activate();
    }

    function test_a_mint_as_filed_works() public {
        VM.expectEmit(address(token));
        emit ITrancheToken.Minted("first", 1);
        _mint(HOLDER, 600, "first");
        VM.assertEq(token.balanceOf(HOLDER), 600, "balance");
        VM.assertTrue(token.minted("first"), "key");
        VM.assertEq(token.cumulativeMinted(), 600, "cumulative");
    }

    function test_a_mint_up_to_the_cap_works() public {
        _mint(HOLDER, CAP, "all");
        VM.assertEq(token.totalSupply(), CAP, "supply");
    }

    function test_a_mint_beyond_the_cap_is_refused(uint256 first, uint256 second) public {
        first = 1 + first % CAP;
        VM.assume(second > CAP - first);
        _mint(HOLDER, first, "first");
        _refuses(abi.encodeWithSelector(ITrancheToken.CapExceeded.selector, CAP, first, second));
        _mint(OTHER_HOLDER, second, "second");
    }

    function test_a_redemption_gives_nothing_back_to_the_cap(uint256 amount) public {
        amount = 1 + amount % CAP;
        _mint(HOLDER, CAP, "all");
        _redeem(HOLDER, amount, "back");
        _refuses(abi.encodeWithSelector(ITrancheToken.CapExceeded.selector, CAP, CAP, amount));
        _mint(HOLDER, amount, "again");
    }

    function test_only_the_agent_mints(address caller) public {
        VM.assume(caller != AGENT);
        _refuses(abi.encodeWithSelector(ITrancheToken.NotAgent.selector, caller));
        VM.prank(caller);
        token.mint(HOLDER, 1, "key");
    }

    function test_a_key_mints_once(uint256 amount, bool other) public {
        amount = 1 + amount % CAP;
        address holder = other ? OTHER_HOLDER : HOLDER;
        _mint(HOLDER, 10, "key");
        _refuses(abi.encodeWithSelector(ITrancheToken.MintKeyUsed.selector, bytes32("key")));
        _mint(holder, amount, "key");
    }

    function test_a_mint_of_nothing_is_refused() public {
        _refuses(abi.encodeWithSelector(ITrancheToken.AmountZero.selector, bytes32("key")));
        _mint(HOLDER, 0, "key");
    }

    function test_a_mint_to_a_stranger_is_refused() public {
        _refusesHolder(OUTSIDER, IEligibilityRegistry.Reason.NotRegistered);
        _mint(OUTSIDER, 1, "key");
    }

    function test_a_mint_to_a_mainland_resident_is_refused() public {
        _register(HOLDER, MAINLAND);
        _refusesHolder(HOLDER, IEligibilityRegistry.Reason.JurisdictionMainland);
        _mint(HOLDER, 1, "key");
    }

    function test_a_mint_to_an_expired_holder_is_refused() public {
        VM.warp(STANDING_EXPIRY);
        _refusesHolder(HOLDER, IEligibilityRegistry.Reason.Expired);
        _mint(HOLDER, 1, "key");
    }

    function test_a_mint_to_a_frozen_holder_is_refused() public {
        _freeze(HOLDER);
        _refusesHolder(HOLDER, IEligibilityRegistry.Reason.Frozen);
        _mint(HOLDER, 1, "key");
    }

    function test_a_mint_to_a_contract_is_refused() public {
        VM.etch(HOLDER, hex"00");
        _refusesHolder(HOLDER, IEligibilityRegistry.Reason.AccountHasCode);
        _mint(HOLDER, 1, "key");
    }

    function test_a_mint_under_suspension_is_refused() public {
        _suspend();
        _refuses(
            abi.encodeWithSelector(
                IFilingRegistry.FilingNotActive.selector, FILING, IFilingRegistry.Status.Suspended
            )
        );
        _mint(HOLDER, 1, "key");
    }

    function test_a_mint_after_resumption_works() public {
        _suspend();
        VM.prank(ISSUER);
        filings.resume(FILING, 1);
        VM.prank(TRUSTEE);
        filings.resume(FILING, 1);
        _mint(HOLDER, 1, "key");
    }

    function test_a_mint_after_the_validity_is_refused() public {
        VM.warp(VALID_UNTIL);
        _refuses(
            abi.encodeWithSelector(
                IFilingRegistry.FilingExpired.selector, FILING, VALID_UNTIL, uint256(VALID_UNTIL)
            )
        );
        _mint(HOLDER, 1, "key");
    }

    function test_a_mint_before_the_validity_is_refused() public {
        VM.warp(VALID_FROM - 1);
        _refuses(
            abi.encodeWithSelector(
                IFilingRegistry.FilingNotYetValid.selector, FILING, VALID_FROM, uint256(VALID_FROM - 1)
            )
        );
        _mint(HOLDER, 1, "key");
    }

    function test_a_mint_that_the_notice_does_not_precede_is_refused() public {
        VM.warp(NOTICE_AT);
        _refuses(
            abi.encodeWithSelector(
                IFilingRegistry.NoticeNotBefore.selector, FILING, NOTICE_AT, uint256(NOTICE_AT)
            )
        );
        _mint(HOLDER, 1, "key");
    }

    function test_a_mint_of_a_class_not_filed_is_refused() public {
        ITrancheToken.Terms memory terms = _terms();
        terms.classId = CLASS_B;
        token = _deployed(terms);
        _refuses(abi.encodeWithSelector(IFilingRegistry.ClassNotFiled.selector, FILING, CLASS_B));
        _mint(HOLDER, 1, "key");
    }
}

contract MintBeforeTheRecordTest is Stage {
    function test_a_mint_before_any_record_is_refused() public {
        ITrancheToken.Terms memory terms = _terms();
        terms.filingId = "unknown";
        token = _deployed(terms);
        _refuses(
            abi.encodeWithSelector(
                IFilingRegistry.FilingNotActive.selector, bytes32("unknown"), IFilingRegistry.Status.None
            )
        );
        _mint(HOLDER, 1, "key");
    }

    function test_a_mint_before_both_approved_is_refused() public {
        VM.prank(ISSUER);
        filings.approve(FILING, recordDigest);
        _refuses(
            abi.encodeWithSelector(
                IFilingRegistry.FilingNotActive.selector, FILING, IFilingRegistry.Status.Proposed
            )
        );
        _mint(HOLDER, 1, "key");
    }
}
