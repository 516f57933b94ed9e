// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IFilingRegistry} from "../../src/interfaces/IFilingRegistry.sol";

import {Stage} from "../Stage.sol";

contract ResumeTest is Stage {
    function setUp() public override {
        super.setUp();
        _activate();
        _suspend();
    }

    function test_issuer_and_trustee_together_resume() public {
        VM.prank(ISSUER);
        filings.resume(FILING, 1);
        VM.assertTrue(_status() == IFilingRegistry.Status.Suspended, "one agreement is not two");

        VM.expectEmit(address(filings));
        emit IFilingRegistry.ResumptionApproved(FILING, 1, TRUSTEE);
        VM.expectEmit(address(filings));
        emit IFilingRegistry.IssuanceResumed(FILING, 1);
        VM.prank(TRUSTEE);
        filings.resume(FILING, 1);
        VM.assertTrue(_status() == IFilingRegistry.Status.Active, "both agreed");
    }

    function test_one_side_does_not_resume_alone() public {
        VM.prank(TRUSTEE);
        filings.resume(FILING, 1);
        _refuses(abi.encodeWithSelector(IFilingRegistry.AlreadyApproved.selector, FILING, TRUSTEE));
        VM.prank(TRUSTEE);
        filings.resume(FILING, 1);
    }

    function test_an_agreement_ends_one_suspension_only() public {
        VM.prank(ISSUER);
        filings.resume(FILING, 1);
        VM.prank(TRUSTEE);
        filings.resume(FILING, 1);
        _suspend();

        _refuses(
            abi.encodeWithSelector(IFilingRegistry.SuspensionDiffers.selector, FILING, uint32(2), uint32(1))
        );
        VM.prank(ISSUER);
        filings.resume(FILING, 1);
        VM.prank(ISSUER);
        filings.resume(FILING, 2);
        VM.assertTrue(_status() == IFilingRegistry.Status.Suspended, "the trustee's word is not carried over");
    }

    function test_what_is_active_is_not_resumed() public {
        VM.prank(ISSUER);
        filings.resume(FILING, 1);
        VM.prank(TRUSTEE);
        filings.resume(FILING, 1);
        _refuses(
            abi.encodeWithSelector(
                IFilingRegistry.WrongStatus.selector, FILING, IFilingRegistry.Status.Active
            )
        );
        VM.prank(ISSUER);
        filings.resume(FILING, 1);
    }
}
