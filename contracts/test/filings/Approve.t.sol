// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IFilingRegistry} from "../../src/interfaces/IFilingRegistry.sol";

import {Stage} from "../Stage.sol";

contract ApproveTest is Stage {
    function test_issuer_and_trustee_together_activate() public {
        VM.prank(TRUSTEE);
        filings.approve(FILING, recordDigest);
        VM.assertTrue(_status() == IFilingRegistry.Status.Proposed, "one approval is not two");

        VM.expectEmit(address(filings));
        emit IFilingRegistry.FilingApproved(FILING, ISSUER, recordDigest);
        VM.expectEmit(address(filings));
        emit IFilingRegistry.FilingActivated(FILING, recordDigest);
        VM.prank(ISSUER);
        filings.approve(FILING, recordDigest);
        VM.assertTrue(_status() == IFilingRegistry.Status.Active, "both approved");
    }

    function test_one_approver_does_not_count_twice() public {
        VM.prank(ISSUER);
        filings.approve(FILING, recordDigest);
        _refuses(abi.encodeWithSelector(IFilingRegistry.AlreadyApproved.selector, FILING, ISSUER));
        VM.prank(ISSUER);
        filings.approve(FILING, recordDigest);
    }

    function test_nobody_else_approves(address caller) public {
        VM.assume(caller != ISSUER && caller != TRUSTEE);
        _refuses(
            abi.encodeWithSelector(IFilingRegistry.RoleMissing.selector, caller, bytes32("issuer or trustee"))
        );
        VM.prank(caller);
        filings.approve(FILING, recordDigest);
    }

    function test_an_approval_of_another_content_is_refused(bytes32 cited) public {
        VM.assume(cited != recordDigest);
        _refuses(abi.encodeWithSelector(IFilingRegistry.RecordDiffers.selector, FILING, recordDigest, cited));
        VM.prank(TRUSTEE);
        filings.approve(FILING, cited);
    }

    function test_an_unknown_record_is_not_approved() public {
        _refuses(
            abi.encodeWithSelector(
                IFilingRegistry.WrongStatus.selector, bytes32("unknown"), IFilingRegistry.Status.None
            )
        );
        VM.prank(ISSUER);
        filings.approve("unknown", recordDigest);
    }

    function test_an_active_record_takes_no_more_approvals() public {
        _activate();
        _refuses(
            abi.encodeWithSelector(
                IFilingRegistry.WrongStatus.selector, FILING, IFilingRegistry.Status.Active
            )
        );
        VM.prank(ISSUER);
        filings.approve(FILING, recordDigest);
    }
}
