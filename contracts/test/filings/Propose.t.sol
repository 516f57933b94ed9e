// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IFilingRegistry} from "../../src/interfaces/IFilingRegistry.sol";

import {Stage} from "../Stage.sol";

contract ProposeTest is Stage {
    bytes32 private constant NEXT = "filing 2026-2";

    function test_a_proposal_is_kept_as_it_was_made() public view {
        (IFilingRegistry.Filing memory filing, IFilingRegistry.ClassCap[] memory caps) =
            filings.filingOf(FILING);
        VM.assertEq(keccak256(abi.encode(filing)), keccak256(abi.encode(_filing())), "filing");
        VM.assertEq(keccak256(abi.encode(caps)), keccak256(abi.encode(_caps())), "caps");
        VM.assertEq(filings.capOf(FILING, CLASS_A), CAP, "cap");
        VM.assertEq(recordDigest, filings.digestOf(FILING, _filing(), _caps()), "digest");
        VM.assertTrue(_status() == IFilingRegistry.Status.Proposed, "status");
    }

    function test_a_record_names_its_contracts_and_no_other() public view {
        VM.assertTrue(filings.names(FILING, VENUE), "named");
        VM.assertFalse(filings.names(FILING, address(asset)), "the asset is no venue");
        VM.assertEq(filings.assetOf(FILING), address(asset), "asset");
        VM.assertEq(filings.assetOf(NEXT), address(0), "asset of another filing");
        VM.assertFalse(filings.names(FILING, OUTSIDER), "another contract");
        VM.assertFalse(filings.names(NEXT, VENUE), "another filing");
    }

    function test_a_record_that_names_nobody_as_a_contract_is_refused() public {
        IFilingRegistry.Filing memory filing = _filing();
        filing.venues[0] = address(0);
        _refusesAsIncomplete(filing, _caps());
    }

    function test_a_record_that_names_its_asset_as_a_venue_is_refused() public {
        IFilingRegistry.Filing memory filing = _filing();
        filing.venues[0] = address(asset);
        _refusesAsIncomplete(filing, _caps());
    }

    function test_a_proposal_leaves_an_event() public {
        bytes32 digest = filings.digestOf(NEXT, _filing(), _caps());
        VM.expectEmit(address(filings));
        emit IFilingRegistry.FilingProposed(NEXT, digest, _filing(), _caps());
        _propose(NEXT);
    }

    function test_only_the_agent_proposes(address caller) public {
        VM.assume(caller != AGENT);
        _refuses(abi.encodeWithSelector(IFilingRegistry.RoleMissing.selector, caller, bytes32("agent")));
        VM.prank(caller);
        filings.propose(NEXT, _filing(), _caps());
    }

    function test_a_record_is_never_replaced() public {
        _refuses(
            abi.encodeWithSelector(
                IFilingRegistry.WrongStatus.selector, FILING, IFilingRegistry.Status.Proposed
            )
        );
        _propose(FILING);
    }

    function test_a_record_without_a_package_digest_is_refused() public {
        IFilingRegistry.Filing memory filing = _filing();
        filing.packageSm3 = 0;
        _refusesAsIncomplete(filing, _caps());
    }

    function test_a_record_without_a_notice_is_refused() public {
        IFilingRegistry.Filing memory filing = _filing();
        filing.noticeReference = "";
        _refusesAsIncomplete(filing, _caps());
    }

    function test_a_record_without_a_class_is_refused() public {
        _refusesAsIncomplete(_filing(), new IFilingRegistry.ClassCap[](0));
    }

    function test_a_class_named_twice_is_refused() public {
        IFilingRegistry.ClassCap[] memory caps = new IFilingRegistry.ClassCap[](2);
        caps[0] = IFilingRegistry.ClassCap({classId: CLASS_A, cap: CAP});
        caps[1] = IFilingRegistry.ClassCap({classId: CLASS_A, cap: 1});
        _refuses(abi.encodeWithSelector(IFilingRegistry.CapInvalid.selector, NEXT, CLASS_A));
        VM.prank(AGENT);
        filings.propose(NEXT, _filing(), caps);
    }

    function test_a_cap_of_nothing_is_refused() public {
        IFilingRegistry.ClassCap[] memory caps = _caps();
        caps[0].cap = 0;
        _refuses(abi.encodeWithSelector(IFilingRegistry.CapInvalid.selector, NEXT, CLASS_A));
        VM.prank(AGENT);
        filings.propose(NEXT, _filing(), caps);
    }

    function test_a_validity_that_ends_before_it_begins_is_refused() public {
        IFilingRegistry.Filing memory filing = _filing();
        filing.validUntil = filing.validFrom;
        _refuses(abi.encodeWithSelector(IFilingRegistry.ValidityInvalid.selector, VALID_FROM, VALID_FROM));
        VM.prank(AGENT);
        filings.propose(NEXT, filing, _caps());
    }

    function test_a_notice_not_yet_published_is_refused() public {
        VM.warp(NOTICE_AT - 1);
        _refuses(
            abi.encodeWithSelector(IFilingRegistry.NoticeInFuture.selector, NOTICE_AT, uint256(NOTICE_AT - 1))
        );
        _propose(NEXT);
    }

    function test_roles_are_four_different_accounts() public {
        _refuses(abi.encodeWithSelector(IFilingRegistry.RolesNotDistinct.selector));
        _filings(TRUSTEE, GUARDIAN);
        _refuses(abi.encodeWithSelector(IFilingRegistry.RolesNotDistinct.selector));
        _filings(ISSUER, address(0));
    }

    function _refusesAsIncomplete(
        IFilingRegistry.Filing memory filing,
        IFilingRegistry.ClassCap[] memory caps
    ) private {
        _refuses(abi.encodeWithSelector(IFilingRegistry.RecordIncomplete.selector, NEXT));
        VM.prank(AGENT);
        filings.propose(NEXT, filing, caps);
    }
}
